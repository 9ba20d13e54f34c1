import { firstIndexFrom } from '../../first-index.js';
import type { SeriesSamples } from '../../stores/timeseries/timeseries-store.js';

const countOf = (series: readonly SeriesSamples[]): number => series.reduce((sum, { times }) => sum + times.length, 0);

const part = (series: readonly SeriesSamples[], from: number, to: number): SeriesSamples[] =>
  series.flatMap((one) => {
    const start = firstIndexFrom(one.times, from);
    const end = firstIndexFrom(one.times, to);
    return start === end ? [] : [{ ...one, times: one.times.slice(start, end), values: one.values.slice(start, end) }];
  });

/**
 * Cuts series by time into parts of at most `maxSamples` (more only where one millisecond holds more), oldest first. Written one after
 * the other, whatever is stored then ends at one time for all series.
 */
export const timeChunks = (series: SeriesSamples[], maxSamples: number): SeriesSamples[][] => {
  const filled = series.filter(({ times }) => times.length > 0);
  if (filled.length === 0) {
    return [];
  }
  const from = filled.reduce((least, { times }) => Math.min(least, times[0] ?? Infinity), Infinity);
  const to = filled.reduce((most, { times }) => Math.max(most, times.at(-1) ?? -Infinity), -Infinity) + 1;
  if (countOf(filled) <= maxSamples || to - from <= 1) {
    return [filled];
  }
  const middle = from + Math.ceil((to - from) / 2);
  return [part(filled, from, middle), part(filled, middle, to)].flatMap((half) => timeChunks(half, maxSamples));
};
