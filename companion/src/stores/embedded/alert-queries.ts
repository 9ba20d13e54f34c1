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
import { facetsOf, type FacetGroup } from '../facets.js';
import { pageFrom } from '../page.js';
import { searchWords } from '../search-text.js';
import { readAlertPage } from './alert-list.js';
import { otherConditions, where } from './conditions.js';
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

const parsed = ({ document }: DocumentRow): Alert => JSON.parse(document) as Alert;

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
      const after = query.cursor === undefined ? null : decodeCursor(scope, query.cursor);
      const { documents, total } = readAlertPage(database, query, after);
      const rows = documents.map((document) => parsed({ document }));
      return pageFrom(rows, query.limit, total, scope, (item) => alertPosition(item, query.sort));
    },
    facets: (filter) => {
      const { sql, values } = where(otherConditions(filter));
      const fields = facetFields.join(', ');
      // Text is not in the index of facets: to look each row up by it would cost three times the plain scan.
      const table =
        filter.incidentId === undefined && searchWords(filter.text).length > 0 ? 'alerts NOT INDEXED' : 'alerts';
      const groups = database
        .prepare<FacetGroup>(`SELECT ${fields}, count(*) AS count FROM ${table} ${sql} GROUP BY ${fields}`)
        .all(...values);
      return facetsOf(groups, filter);
    },
  };
};
