import type { EmbeddedDatabase } from './database.js';
import type { EventRows } from './event-rows.js';

/** Rows of each table that one transaction removes. */
const portion = 500;

const statements = [
  `DELETE FROM timeline WHERE id IN (SELECT id FROM timeline WHERE at < ? ORDER BY at LIMIT ${portion})`,
  `DELETE FROM incidents WHERE id IN (
     SELECT id FROM incidents WHERE last_seen_at < ? AND status = 'resolved' ORDER BY last_seen_at LIMIT ${portion})`,
];
const alerts = `DELETE FROM alerts WHERE id IN (
  SELECT id FROM alerts WHERE last_seen_at < ? AND status = 'resolved' ORDER BY last_seen_at LIMIT ${portion}) RETURNING id`;
/** What is left of an alert's events is still found by its head. */
const heads = [
  'UPDATE alert_heads SET version = 0 WHERE id = ?',
  'DELETE FROM alert_heads WHERE id = ? AND version = 0 AND events = 0',
];

/** Inside a transaction: removes a portion of what was over before that moment (ms); gives the number of rows and the alerts. */
export const removeExpired = (
  database: EmbeddedDatabase,
  events: EventRows,
  before: number
): { rows: number; alertIds: string[] } => {
  const alertIds = database
    .prepare<{ id: string }>(alerts)
    .all(before)
    .map(({ id }) => id);
  const steps = heads.map((sql) => database.prepare(sql));
  alertIds.forEach((id) => steps.forEach((step) => step.run(id)));
  const removed = alertIds.length + events.removeOldest(before, portion);
  const rows = statements.reduce((sum, sql) => sum + database.prepare(sql).run(before).changes, removed);
  return { rows, alertIds };
};
