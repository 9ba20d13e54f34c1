import {
  filterQuery,
  matchesQuery,
  QuerySyntaxError,
  resolveQuery,
  severityRank,
  type Alert,
  type AlertFilter,
  type alertSorts,
  type QueryNode,
} from '@watchroom/contract';
import { currentUser } from './user';

export type AlertSort = (typeof alertSorts)[number];
export type SortOrder = 'asc' | 'desc';

/** Which alerts, in which order. An empty list of values filters nothing. */
export interface AlertQuery {
  filter: AlertFilter;
  sort: AlertSort;
  order: SortOrder;
}

const read = new WeakMap<AlertFilter, QueryNode | null>();

/** The query of a filter, read once; null where its text cannot be read, which the companion says. */
const queryOf = (filter: AlertFilter): QueryNode | null => {
  const known = read.get(filter);
  if (known !== undefined) {
    return known;
  }
  let query: QueryNode | null = null;
  try {
    query = filterQuery(filter);
  } catch (error) {
    if (!(error instanceof QuerySyntaxError)) {
      throw error;
    }
  }
  read.set(filter, query);
  return query;
};

/** Whether an alert belongs in a list; says the same as the companion, so that live changes can be judged here. */
export const matchesFilter = (alert: Alert, filter: AlertFilter): boolean => {
  const query = queryOf(filter);
  return query !== null && matchesQuery(alert, resolveQuery(query, { me: currentUser().login, now: Date.now() }));
};

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
export const filterParams = ({ status, triage, severity, sender, service, assignee, team, ...rest }: AlertFilter) => ({
  status,
  triage,
  severity,
  sender,
  service,
  assignee,
  team,
  incidentId: rest.incidentId,
  suppressed: rest.suppressed === undefined ? undefined : String(rest.suppressed),
  text: rest.text?.trim() === '' ? undefined : rest.text?.trim(),
  q: rest.q?.trim() === '' ? undefined : rest.q?.trim(),
});
