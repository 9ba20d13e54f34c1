import { dateMath, dateTime, type TimeRange } from '@grafana/data';

/** What is open beside the heat map: an anomaly, or a series around a time (ms). */
export type Opened = { anomaly: string } | { series: string; at: number };

export interface ExplorerState {
  /** As in Grafana's addresses: `now-7d`, or ms. */
  from: string;
  to: string;
  detector: string;
  match: string;
  opened: Opened | null;
}

export const defaultRange = { from: 'now-7d', to: 'now' };

/** Reads `?from=now-7d&to=now&detector=cpu&match=...&anomaly=ID` or `...&series=ID&at=MS`. */
export const parseExplorerUrl = (search: string): ExplorerState => {
  const params = new URLSearchParams(search);
  const anomaly = params.get('anomaly');
  const series = params.get('series');
  const at = Number(params.get('at') ?? Number.NaN);
  return {
    from: params.get('from') ?? defaultRange.from,
    to: params.get('to') ?? defaultRange.to,
    detector: params.get('detector') ?? '',
    match: params.get('match') ?? '',
    opened: anomaly ? { anomaly } : series && Number.isFinite(at) ? { series, at } : null,
  };
};

/** The inverse of `parseExplorerUrl`. */
export const formatExplorerUrl = ({ from, to, detector, match, opened }: ExplorerState): string => {
  const params = new URLSearchParams();
  if (from !== defaultRange.from || to !== defaultRange.to) {
    params.set('from', from);
    params.set('to', to);
  }
  for (const [name, value] of Object.entries({ detector, match })) {
    if (value !== '') {
      params.set(name, value);
    }
  }
  for (const [name, value] of Object.entries(opened ?? {})) {
    params.set(name, String(value));
  }
  const written = params.toString();
  return written === '' ? '' : `?${written}`;
};

const moment = (text: string, roundUp: boolean) => {
  const found = /^\d+$/.test(text) ? dateTime(Number(text)) : (dateMath.parse(text, roundUp) ?? null);
  return found?.isValid() ? found : null;
};

/** A time range of an address; what cannot be read, or ends before it begins, is the default. */
export const timeRangeOf = ({ from, to }: Pick<ExplorerState, 'from' | 'to'>): TimeRange => {
  const [start, end] = [moment(from, false), moment(to, true)];
  return start && end && start.valueOf() < end.valueOf()
    ? { from: start, to: end, raw: { from: /^\d+$/.test(from) ? start : from, to: /^\d+$/.test(to) ? end : to } }
    : timeRangeOf(defaultRange);
};

/** What the time picker chose, for the address. */
export const rawText = (raw: TimeRange['raw']): Pick<ExplorerState, 'from' | 'to'> => {
  const text = (value: TimeRange['raw']['from']) => (typeof value === 'string' ? value : String(value.valueOf()));
  return { from: text(raw.from), to: text(raw.to) };
};

/** A range moved by half its length, or twice as long around its middle. */
export const movedRange = (range: TimeRange, move: 'back' | 'forward' | 'out'): Pick<ExplorerState, 'from' | 'to'> => {
  const [from, to] = [range.from.valueOf(), range.to.valueOf()];
  const half = Math.round((to - from) / 2);
  const [start, end] = { back: [-half, -half], forward: [half, half], out: [-half, half] }[move];
  return { from: String(from + (start ?? 0)), to: String(to + (end ?? 0)) };
};
