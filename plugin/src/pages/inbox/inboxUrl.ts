import { alertSorts, alertStatus, severities, triageState, type AlertFilter } from '@watchroom/contract';
import type { AlertQuery, AlertSort, SortOrder } from '../../data/alertFilter';
import { defaultView, readView, viewParams, type ViewState } from './viewState';

/** All that an inbox shows; the address holds it, so that a link shows another person the same. */
export interface InboxState extends AlertQuery {
  /** The alert whose details are open. */
  alertId: string | null;
  view: ViewState;
  /** Labels whose values are counted beside the list. */
  labels: readonly string[];
}

/** What needs somebody: firing and not closed. */
export const defaultFilter: AlertFilter = { status: ['firing'], triage: ['open', 'acknowledged', 'snoozed'] };
const defaultSort: AlertSort = 'lastSeenAt';
const defaultOrder: SortOrder = 'desc';

/** Filters nothing, not even what is filtered at first. */
export const noFilter: AlertFilter = {
  status: [],
  triage: [],
  severity: [],
  sender: [],
  service: [],
  assignee: [],
  team: [],
  suppressed: undefined,
  incidentId: undefined,
  q: '',
};

/** Stands for a field without filter where the default has one. */
const anyValue = 'any';

const known = <T extends string>(allowed: readonly T[], values: readonly string[]): T[] =>
  allowed.filter((value) => values.includes(value));

const listOf = <T extends string>(params: URLSearchParams, name: string, allowed: readonly T[], fallback: T[]): T[] => {
  const values = params.getAll(name).flatMap((value) => value.split(','));
  return values.length === 0 ? fallback : known(allowed, values);
};

/** Reads a query string (`?status=firing&q=disk`); what it does not know or understand falls back to the default. */
export const parseInboxUrl = (search: string): InboxState => {
  const params = new URLSearchParams(search);
  const suppressed = params.get('suppressed');
  const filter: AlertFilter = {
    status: listOf(params, 'status', alertStatus.options, defaultFilter.status ?? []),
    triage: listOf(params, 'triage', triageState.options, defaultFilter.triage ?? []),
    severity: listOf(params, 'severity', severities, []),
    sender: params.getAll('sender'),
    service: params.getAll('service'),
    suppressed: suppressed === 'true' ? true : suppressed === 'false' ? false : undefined,
    incidentId: params.get('incident') ?? undefined,
    assignee: params.getAll('assignee'),
    team: params.getAll('team'),
    q: params.get('q') ?? '',
  };
  return {
    filter,
    sort: alertSorts.find((sort) => sort === params.get('sort')) ?? defaultSort,
    order: params.get('order') === 'asc' ? 'asc' : defaultOrder,
    alertId: params.get('alert'),
    view: readView(params),
    labels: params.getAll('facet'),
  };
};

const sameValues = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((v) => b.includes(v));

/** Writes a state as a query string, `` for the default; the inverse of `parseInboxUrl`. */
export const formatInboxUrl = ({ filter, sort, order, alertId, view, labels }: InboxState): string => {
  const params = new URLSearchParams();
  for (const name of ['status', 'triage', 'severity'] as const) {
    const values: readonly string[] = filter[name] ?? [];
    if (!sameValues(values, defaultFilter[name] ?? [])) {
      params.set(name, values.length === 0 ? anyValue : values.join(','));
    }
  }
  for (const name of ['sender', 'service', 'assignee', 'team'] as const) {
    filter[name]?.forEach((value) => params.append(name, value));
  }
  labels.forEach((label) => params.append('facet', label));
  const rest: Array<[string, string | undefined]> = [
    ['suppressed', filter.suppressed === undefined ? undefined : String(filter.suppressed)],
    ['incident', filter.incidentId],
    ['q', filter.q === '' ? undefined : filter.q],
    ['sort', sort === defaultSort ? undefined : sort],
    ['order', order === defaultOrder ? undefined : order],
    ...viewParams(view),
    ['alert', alertId ?? undefined],
  ];
  for (const [name, value] of rest) {
    if (value !== undefined) {
      params.set(name, value);
    }
  }
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
};

/** Whether anything is filtered in another way than at first. */
export const isDefaultFilter = (filter: AlertFilter): boolean =>
  formatInboxUrl({ filter, sort: defaultSort, order: defaultOrder, alertId: null, view: defaultView, labels: [] }) ===
  '';
