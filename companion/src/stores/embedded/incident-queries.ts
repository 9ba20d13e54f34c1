import { searchWords, type Incident, type IncidentListQuery, type Page, type TimelineEntry } from '@watchroom/contract';
import { incidentPosition, incidentScope } from '../alert-order.js';
import type { PageRequest } from '../alert-store.js';
import { decodeCursor } from '../cursor.js';
import { pageFrom } from '../page.js';
import { timelinePosition, timelineScope, type TimelineOf } from '../timeline-order.js';
import { conditionsOf, where, type Condition } from './conditions.js';
import type { EmbeddedDatabase } from './database.js';

interface DocumentRow {
  document: string;
}

export interface IncidentQueries {
  byIds(ids: string[]): Incident[];
  recent(since: number): Incident[];
  list(query: IncidentListQuery): Page<Incident>;
  timeline(of: TimelineOf, page: PageRequest): Page<TimelineEntry>;
}

const parsed = ({ document }: DocumentRow): Incident => JSON.parse(document) as Incident;

export const createIncidentQueries = (database: EmbeddedDatabase): IncidentQueries => {
  const selectByIds = database.prepare<DocumentRow>(
    'SELECT document FROM incidents WHERE id IN (SELECT value FROM json_each(?))'
  );
  const selectRecent = database.prepare<DocumentRow>(
    `SELECT document FROM incidents WHERE status = 'firing' OR last_seen_at >= ? ORDER BY starts_at, id`
  );

  /** A page of documents, newest first: by the time column, then id. */
  const newestFirst = (
    table: 'incidents' | 'timeline',
    timeColumn: string,
    matching: Condition[],
    after: { value: string | number; id: string } | null,
    limit: number
  ): { rows: DocumentRow[]; total: number } => {
    const past = after ? [{ sql: `(${timeColumn}, id) < (?, ?)`, values: [after.value, after.id] }] : [];
    const one = where([...matching, ...past]);
    const all = where(matching);
    const rows = database
      .prepare<DocumentRow>(
        `SELECT document FROM ${table} ${one.sql} ORDER BY ${timeColumn} DESC, id DESC LIMIT CAST(? AS INTEGER)`
      )
      .all(...one.values, limit + 1);
    const count = database.prepare<{ total: number }>(`SELECT count(*) AS total FROM ${table} ${all.sql}`);
    return { rows, total: count.get(...all.values)?.total ?? 0 };
  };

  return {
    byIds: (ids) => selectByIds.all(JSON.stringify(ids)).map(parsed),
    recent: (since) => selectRecent.all(since).map(parsed),
    list: ({ status, severity, text, limit, cursor }) => {
      const after = cursor === undefined ? null : decodeCursor(incidentScope, cursor);
      const matching = conditionsOf({ oneOf: { status, severity }, words: searchWords(text) });
      const { rows, total } = newestFirst('incidents', 'starts_at', matching, after, limit);
      return pageFrom(rows.map(parsed), limit, total, incidentScope, incidentPosition);
    },
    timeline: (of, { limit, cursor }) => {
      const scope = timelineScope(of);
      const after = cursor === undefined ? null : decodeCursor(scope, cursor);
      const equals = 'alertId' in of ? { alert_id: of.alertId } : { incident_id: of.incidentId };
      const { rows, total } = newestFirst('timeline', 'at', conditionsOf({ equals }), after, limit);
      const entries = rows.map(({ document }) => JSON.parse(document) as TimelineEntry);
      return pageFrom(entries, limit, total, scope, timelinePosition);
    },
  };
};
