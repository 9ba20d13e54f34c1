import { dateMath, dateTime, type TimeRange } from '@grafana/data';

/** A time range as in Grafana's addresses: `now-7d`, or ms. */
export interface RangeText {
  from: string;
  to: string;
}

/** What pages show first. */
export const lastWeek: RangeText = { from: 'now-7d', to: 'now' };

const moment = (text: string, roundUp: boolean) => {
  const found = /^\d+$/.test(text) ? dateTime(Number(text)) : (dateMath.parse(text, roundUp) ?? null);
  return found?.isValid() ? found : null;
};

/** A time range of an address; what cannot be read, or ends before it begins, is the last week. */
export const timeRangeOf = ({ from, to }: RangeText): TimeRange => {
  const [start, end] = [moment(from, false), moment(to, true)];
  return start && end && start.valueOf() < end.valueOf()
    ? { from: start, to: end, raw: { from: /^\d+$/.test(from) ? start : from, to: /^\d+$/.test(to) ? end : to } }
    : timeRangeOf(lastWeek);
};

/** What the time picker chose, for the address. */
export const rawText = (raw: TimeRange['raw']): RangeText => {
  const text = (value: TimeRange['raw']['from']) => (typeof value === 'string' ? value : String(value.valueOf()));
  return { from: text(raw.from), to: text(raw.to) };
};

/** A range moved by half its length, or twice as long around its middle. */
export const movedRange = (range: TimeRange, move: 'back' | 'forward' | 'out'): RangeText => {
  const [from, to] = [range.from.valueOf(), range.to.valueOf()];
  const half = Math.round((to - from) / 2);
  const [start, end] = { back: [-half, -half], forward: [half, half], out: [-half, half] }[move];
  return { from: String(from + (start ?? 0)), to: String(to + (end ?? 0)) };
};
