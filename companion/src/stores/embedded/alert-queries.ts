import {
  facetFields,
  type Alert,
  type AlertFilter,
  type AlertListQuery,
  type Facets,
  type Page,
} from '@watchroom/contract';
import { alertPosition, alertScope } from '../alert-order.js';
import { decodeCursor } from '../cursor.js';
import { facetsOf, wanted, type FacetGroup } from '../facets.js';
import { pageFrom } from '../page.js';
import { searchWords } from '../search-text.js';
import { conditionsOf, where, type Condition } from './conditions.js';
import type { EmbeddedDatabase } from './database.js';

interface DocumentRow {
  document: string;
}

export interface AlertQueries {
  byIds(ids: string[]): Alert[];
  list(query: AlertListQuery): Page<Alert>;
  facets(filter: AlertFilter): Facets;
  snoozeEnded(now: number, limit: number): Alert[];
}

const sortColumns: Record<AlertListQuery['sort'], string> = {
  lastSeenAt: 'last_seen_at',
  startsAt: 'starts_at',
  severity: 'severity_rank',
  eventCount: 'event_count',
  name: 'name_sort',
};

const parsed = ({ document }: DocumentRow): Alert => JSON.parse(document) as Alert;

/** The part of a filter that is no facet field. */
const otherConditions = (filter: AlertFilter): Condition[] =>
  conditionsOf({
    equals: {
      incident_id: filter.incidentId,
      suppressed: filter.suppressed === undefined ? undefined : Number(filter.suppressed),
    },
    words: searchWords(filter.text),
  });

const allConditions = (filter: AlertFilter): Condition[] => [
  ...conditionsOf({ oneOf: Object.fromEntries(facetFields.map((field) => [field, wanted(filter, field)])) }),
  ...otherConditions(filter),
];

export const createAlertQueries = (database: EmbeddedDatabase): AlertQueries => {
  const selectByIds = database.prepare<DocumentRow>(
    'SELECT document FROM alerts WHERE id IN (SELECT value FROM json_each(?))'
  );
  const selectSnoozeEnded = database.prepare<DocumentRow>(
    `SELECT document FROM alerts WHERE triage = 'snoozed' AND snoozed_until <= ?
     ORDER BY snoozed_until, id LIMIT CAST(? AS INTEGER)`
  );
  return {
    byIds: (ids) => selectByIds.all(JSON.stringify(ids)).map(parsed),
    snoozeEnded: (now, limit) => selectSnoozeEnded.all(now, limit).map(parsed),
    list: (query) => {
      const scope = alertScope(query);
      const column = sortColumns[query.sort];
      const matching = allConditions(query);
      const after: Condition[] = [];
      if (query.cursor !== undefined) {
        const { value, id } = decodeCursor(scope, query.cursor);
        after.push({ sql: `(${column}, id) ${query.order === 'asc' ? '>' : '<'} (?, ?)`, values: [value, id] });
      }
      const one = where([...matching, ...after]);
      const rows = database
        .prepare<DocumentRow>(
          `SELECT document FROM alerts ${one.sql} ORDER BY ${column} ${query.order}, id ${query.order} LIMIT CAST(? AS INTEGER)`
        )
        .all(...one.values, query.limit + 1);
      const all = where(matching);
      const total = database
        .prepare<{ total: number }>(`SELECT count(*) AS total FROM alerts ${all.sql}`)
        .get(...all.values);
      return pageFrom(rows.map(parsed), query.limit, total?.total ?? 0, scope, (item) =>
        alertPosition(item, query.sort)
      );
    },
    facets: (filter) => {
      const { sql, values } = where(otherConditions(filter));
      const fields = facetFields.join(', ');
      const groups = database
        .prepare<FacetGroup>(`SELECT ${fields}, count(*) AS count FROM alerts ${sql} GROUP BY ${fields}`)
        .all(...values);
      return facetsOf(groups, filter);
    },
  };
};
