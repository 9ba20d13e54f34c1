import { severityRank, type Alert, type AlertFilter, type alertSorts } from '@watchroom/contract';

export type AlertSort = (typeof alertSorts)[number];
export type SortOrder = 'asc' | 'desc';

/** Which alerts, in which order. An empty list of values filters nothing. */
export interface AlertQuery {
  filter: AlertFilter;
  sort: AlertSort;
  order: SortOrder;
}

const among = (values: readonly string[] | undefined, value: string | null): boolean =>
  values === undefined || values.length === 0 || (value !== null && values.includes(value));

const holdsWords = (alert: Alert, text: string): boolean => {
  const hay = [alert.name, alert.summary, alert.description, alert.service ?? '', ...Object.values(alert.labels)]
    .join('\n')
    .toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => hay.includes(word));
};

/** Whether an alert belongs in a list; says the same as the companion, so that live changes can be judged here. */
export const matchesFilter = (alert: Alert, filter: AlertFilter): boolean =>
  among(filter.status, alert.status) &&
  among(filter.triage, alert.triage) &&
  among(filter.severity, alert.severity) &&
  among(filter.sender, alert.sender) &&
  among(filter.service, alert.service) &&
  (filter.incidentId === undefined || filter.incidentId === alert.incidentId) &&
  (filter.suppressed === undefined || filter.suppressed === alert.suppressedBy.length > 0) &&
  holdsWords(alert, filter.text?.trim() ?? '');

const sortValue: Record<AlertSort, (alert: Alert) => number | string> = {
  lastSeenAt: (alert) => alert.lastSeenAt,
  startsAt: (alert) => alert.startsAt,
  severity: (alert) => severityRank(alert.severity),
  eventCount: (alert) => alert.eventCount,
  name: (alert) => alert.name,
};

/** Negative where `a` stands before `b`. */
export const compareAlerts = (a: Alert, b: Alert, sort: AlertSort, order: SortOrder): number => {
  const [left, right] = [sortValue[sort](a), sortValue[sort](b)];
  const ascending = left < right ? -1 : left > right ? 1 : 0;
  return order === 'asc' ? ascending : -ascending;
};

/** The filter as query parameters: lists that filter nothing are left out. */
export const filterParams = ({ status, triage, severity, sender, service, ...rest }: AlertFilter) => ({
  status,
  triage,
  severity,
  sender,
  service,
  incidentId: rest.incidentId,
  suppressed: rest.suppressed === undefined ? undefined : String(rest.suppressed),
  text: rest.text?.trim() === '' ? undefined : rest.text?.trim(),
});
