import {
  conjuncts,
  type Alert,
  type AlertFilter,
  type AlertListQuery,
  type Asker,
  type Facets,
  type Page,
  type QueryNode,
  type ValueCount,
} from '@watchroom/contract';
import { alertPosition, alertScope } from '../alert-order.js';
import { decodeCursor } from '../cursor.js';
import { inOrderOf } from '../in-order-of.js';
import { pageFrom } from '../page.js';
import { resolvedQuery } from '../resolved-query.js';
import { alertOf, selectAlerts, type HeadedRow } from './alert-heads.js';
import type { AlertColumns } from './columns/alert-columns.js';
import { countFacets, countValues } from './columns/column-facets.js';
import { selectPage } from './columns/column-list.js';
import { compileQuery } from './columns/column-query.js';
import type { EmbeddedDatabase } from './database.js';

export interface AlertQueries {
  byIds(ids: string[]): Alert[];
  list(query: AlertListQuery, asker?: Asker): Page<Alert>;
  facets(filter: AlertFilter, labels: readonly string[], asker?: Asker): Facets;
  values(field: string, prefix: string, limit: number): ValueCount[];
  snoozeEnded(now: number, limit: number): Alert[];
}

/** The value that a field must have whatever else the query asks; undefined where it may have several. */
const requiredValue = (query: QueryNode, field: string): string | undefined =>
  conjuncts(query)
    .flatMap((node) => (node.kind === 'value' && node.field === field && node.parts.length === 1 ? node.parts : []))
    .at(0);

export const createAlertQueries = (database: EmbeddedDatabase, columns: AlertColumns): AlertQueries => {
  const selectByIds = database.prepare<HeadedRow>(
    `${selectAlerts} WHERE alerts.id IN (SELECT value FROM json_each(?))`
  );
  const selectMembers = database.prepare<{ id: string }>('SELECT id FROM alerts WHERE incident_id = ?');
  const selectSnoozeEnded = database.prepare<HeadedRow>(
    `${selectAlerts} WHERE triage = 'snoozed' AND snoozed_until <= ?
     ORDER BY snoozed_until, alerts.id LIMIT CAST(? AS INTEGER)`
  );
  const byIds = (ids: string[]): Alert[] => selectByIds.all(JSON.stringify(ids)).map(alertOf);

  /** The rows that can match at all, where an index knows; null for all. */
  const candidates = (query: QueryNode): number[] | null => {
    const id = requiredValue(query, 'id');
    const incident = requiredValue(query, 'incident');
    const ids =
      id !== undefined ? [id] : incident !== undefined ? selectMembers.all(incident).map((row) => row.id) : null;
    return ids && ids.map(columns.row).filter((row) => row !== -1);
  };

  return {
    byIds,
    snoozeEnded: (now, limit) => selectSnoozeEnded.all(now, limit).map(alertOf),
    list: (query, asker) => {
      const scope = alertScope(query);
      const after = query.cursor === undefined ? null : decodeCursor(scope, query.cursor);
      const wanted = resolvedQuery(query, asker);
      const test = compileQuery(columns, wanted);
      const { ids, total } = selectPage(columns, { test, rows: candidates(wanted) }, query, after);
      const rows = inOrderOf(ids, byIds(ids));
      return pageFrom(rows, query.limit, total, scope, (item) => alertPosition(item, query.sort));
    },
    facets: (filter, labels, asker) => countFacets(columns, resolvedQuery(filter, asker), labels),
    values: (field, prefix, limit) => countValues(columns, field, prefix, limit),
  };
};
