import { logLevels, type LogLevel, type LogTemplatesQuery } from '@watchroom/contract';

export const sorts = ['novelty', 'lines', 'errors'] as const satisfies ReadonlyArray<LogTemplatesQuery['sort']>;
/** What the window is compared with: the one right before it, or the same time a day or a week earlier. */
export const comparisons = ['before', 'day', 'week'] as const;
export type Comparison = (typeof comparisons)[number];

export interface LogsState {
  /** As in Grafana's addresses: `now-1h`, or ms. */
  from: string;
  to: string;
  compare: Comparison;
  service: string;
  level: LogLevel | null;
  text: string;
  sort: LogTemplatesQuery['sort'];
  /** The template whose lines are open. */
  template: string | null;
}

export const defaultRange = { from: 'now-1h', to: 'now' };

const known = <T extends string>(all: readonly T[], text: string | null): T | null =>
  all.find((one) => one === text) ?? null;

/** Reads `?from=now-1h&to=now&compare=day&service=cart&level=error&text=refused&sort=lines&template=ID`. */
export const parseLogsUrl = (search: string): LogsState => {
  const params = new URLSearchParams(search);
  return {
    from: params.get('from') ?? defaultRange.from,
    to: params.get('to') ?? defaultRange.to,
    compare: known(comparisons, params.get('compare')) ?? 'before',
    service: params.get('service') ?? '',
    level: known(logLevels, params.get('level')),
    text: params.get('text') ?? '',
    sort: known(sorts, params.get('sort')) ?? 'novelty',
    template: params.get('template') || null,
  };
};

/** The inverse of `parseLogsUrl`. */
export const formatLogsUrl = (state: LogsState): string => {
  const params = new URLSearchParams();
  if (state.from !== defaultRange.from || state.to !== defaultRange.to) {
    params.set('from', state.from);
    params.set('to', state.to);
  }
  const rest = {
    compare: state.compare === 'before' ? '' : state.compare,
    service: state.service,
    level: state.level ?? '',
    text: state.text,
    sort: state.sort === 'novelty' ? '' : state.sort,
    template: state.template ?? '',
  };
  for (const [name, value] of Object.entries(rest)) {
    if (value !== '') {
      params.set(name, value);
    }
  }
  const written = params.toString();
  return written === '' ? '' : `?${written}`;
};

const dayMs = 86_400_000;

/** The beginning of the window that this one (ms) is compared with. */
export const compareFromOf = (compare: Comparison, from: number, to: number): number =>
  from - { before: to - from, day: dayMs, week: 7 * dayMs }[compare];
