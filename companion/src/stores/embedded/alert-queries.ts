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
import { compileQuery, matchingRows } from './columns/column-query.js';
import { rowsOfBits } from './columns/row-bits.js';
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

  /** Looks only at those that an index knows of, where it does. */
  const rowsOf = (query: QueryNode): Int32Array => {
    const id = requiredValue(query, 'id');
    const incident = requiredValue(query, 'incident');
    const ids =
      id !== undefined ? [id] : incident !== undefined ? selectMembers.all(incident).map((row) => row.id) : null;
    if (ids === null) {
      return rowsOfBits(matchingRows(columns, query));
    }
    const { test } = compileQuery(columns, query);
    return Int32Array.from(ids.map(columns.row).filter((row) => row !== -1 && test(row)));
  };

  return {
    byIds,
    snoozeEnded: (now, limit) => selectSnoozeEnded.all(now, limit).map(alertOf),
    list: (query, asker) => {
      const scope = alertScope(query);
      const after = query.cursor === undefined ? null : decodeCursor(scope, query.cursor);
      const wanted = resolvedQuery(query, asker);
      const rows = rowsOf(wanted);
      const ids = selectPage(columns, rows, query, after);
      const alerts = inOrderOf(ids, byIds(ids));
      return pageFrom(alerts, query.limit, rows.length, scope, (item) => alertPosition(item, query.sort));
    },
    facets: (filter, labels, asker) => countFacets(columns, resolvedQuery(filter, asker), labels),
    values: (field, prefix, limit) => countValues(columns, field, prefix, limit),
  };
};
