import { severityRank, wellFormed, type Alert, type AlertListQuery, type Incident } from '@watchroom/contract';
import type { CursorScope, Position } from './cursor.js';

type AlertSort = AlertListQuery['sort'];

/** Longest part of a name that takes part in sorting: an index term has a limit, ids settle the rest. */
const sortNameLength = 200;

/** A name as it sorts: without regard to case, by code point. */
export const nameSortKey = (name: string): string =>
  wellFormed(name.normalize('NFC').toLowerCase().slice(0, sortNameLength));

/** The value an alert sorts by; severities by rank. */
export const alertSortValue = (alert: Alert, sort: AlertSort): string | number => {
  switch (sort) {
    case 'severity':
      return severityRank(alert.severity);
    case 'name':
      return nameSortKey(alert.name);
    default:
      return alert[sort];
  }
};

/** Where a page of alerts that ends with this one goes on. */
export const alertPosition = (alert: Alert, sort: AlertSort): Position => ({
  value: alertSortValue(alert, sort),
  id: alert.id,
});

export const alertScope = ({ sort, order }: Pick<AlertListQuery, 'sort' | 'order'>): CursorScope => ({
  list: `alerts/${sort}/${order}`,
  valueType: sort === 'name' ? 'string' : 'number',
});

/** Incidents come newest first: by start, then id. */
export const incidentScope: CursorScope = { list: 'incidents', valueType: 'number' };
export const incidentPosition = (incident: Incident): Position => ({ value: incident.startsAt, id: incident.id });
