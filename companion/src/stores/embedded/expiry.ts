import type { EmbeddedDatabase } from './database.js';

/** Rows of each table that one transaction removes. */
const portion = 500;

const statements = [
  // The oldest by seq: an index on the time of receipt would cost every append. The last event stays, as it holds lastSeq.
  `DELETE FROM events WHERE seq IN (
     SELECT seq FROM (SELECT seq, applied, received_at FROM events ORDER BY seq LIMIT ${portion})
     WHERE applied = 1 AND received_at < ? AND seq < (SELECT max(seq) FROM events))`,
  `DELETE FROM timeline WHERE id IN (SELECT id FROM timeline WHERE at < ? ORDER BY at LIMIT ${portion})`,
  `DELETE FROM incidents WHERE id IN (
     SELECT id FROM incidents WHERE last_seen_at < ? AND status = 'resolved' ORDER BY last_seen_at LIMIT ${portion})`,
  `DELETE FROM tallies_by_hour WHERE (hour, team, service) IN (
     SELECT hour, team, service FROM tallies_by_hour WHERE hour < ? ORDER BY hour LIMIT ${portion})`,
  `DELETE FROM tallies_by_name WHERE (day, name, team, service) IN (
     SELECT day, name, team, service FROM tallies_by_name WHERE day < ? ORDER BY day LIMIT ${portion})`,
];
const alerts = `DELETE FROM alerts WHERE id IN (
  SELECT id FROM alerts WHERE last_seen_at < ? AND status = 'resolved' ORDER BY last_seen_at LIMIT ${portion}) RETURNING id`;

/** Inside a transaction: removes a portion of what was over before that moment (ms); gives the number of rows and the alerts. */
export const removeExpired = (database: EmbeddedDatabase, before: number): { rows: number; alertIds: string[] } => {
  const alertIds = database
    .prepare<{ id: string }>(alerts)
    .all(before)
    .map(({ id }) => id);
  const rows = statements.reduce((sum, sql) => sum + database.prepare(sql).run(before).changes, alertIds.length);
  return { rows, alertIds };
};
