import type { Band, DrilldownResult, Points } from '@watchroom/contract';

const line = (
  name: string,
  labels: Record<string, string>,
  { times, values }: Points,
  marked: (at: number) => boolean
): Band => {
  const none = times.map(() => null);
  return {
    series: { id: name, name, labels, unit: null, lastAt: null, lastValue: null },
    times,
    values,
    expected: none,
    lower: none,
    upper: none,
    score: none,
    isAnomaly: times.map(marked),
    baseline: '',
  };
};

const cut = ({ times, values }: Points, keep: (at: number) => boolean, shift: number): Points => {
  const kept = times.flatMap((at, index) => (keep(at) ? [{ at: at + shift, value: values[index] ?? null }] : []));
  return { times: kept.map(({ at }) => at), values: kept.map(({ value }) => value) };
};

/**
 * Lines to draw for points of both windows, and the time (ms) they span. Windows that follow each other are one line; a window of
 * a week ago lies over this one. `mark`: the window looked at is marked.
 */
export const linesOf = (
  name: string,
  labels: Record<string, string>,
  points: Points,
  { from, to, beforeFrom, beforeTo }: Pick<DrilldownResult, 'from' | 'to' | 'beforeFrom' | 'beforeTo'>,
  mark: boolean
): { bands: Band[]; from: number; to: number } => {
  const later = (at: number): boolean => at >= from;
  if (beforeTo === from) {
    return { bands: [line(name, labels, points, (at) => mark && later(at))], from: beforeFrom, to };
  }
  const earlier = cut(points, (at) => !later(at), from - beforeFrom);
  return {
    bands: [
      line(name, labels, cut(points, later, 0), () => mark),
      line(name, { ...labels, when: 'a week earlier' }, earlier, () => false),
    ],
    from,
    to,
  };
};
