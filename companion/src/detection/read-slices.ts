import { HttpProblem } from '../http/http-problem.js';
import type { ReadRange, SeriesPoints } from '../stores/timeseries/timeseries-store.js';
import { inTime } from './in-time.js';

/** Points aimed at in one read: small enough for memory and the event loop, large enough to be quick. */
const AIM = 500_000;
const FIRST_SLICE = 30 * 60_000;
const LEAST_SLICE = 1000;
const MOST_GROWTH = 4;
const PATIENCE = 60_000;

/** As many series as one detector watches. */
export const MAX_SERIES = 20_000;

/** Points in a read. */
export const countPoints = (read: readonly SeriesPoints[]): number =>
  read.reduce((sum, { points }) => sum + points.times.length, 0);

/**
 * Reads [from, to) in order of time, in slices whose length follows the density of the points, so that neither a long pause
 * nor 10,000 series fill the memory.
 */
export async function* readSlices<Read extends SeriesPoints = SeriesPoints>(
  store: { read(range: ReadRange): Promise<Read[]> },
  range: Omit<ReadRange, 'maxSeries'>
): AsyncGenerator<Read[]> {
  const { step } = range;
  let length = FIRST_SLICE;
  let from = range.from;
  while (from < range.to) {
    // Averages belong to whole steps: a slice must not cut one in two.
    const end = step ? Math.ceil((from + length) / step) * step : from + length;
    const to = Math.min(range.to, end);
    let read: Read[];
    try {
      const request = { purpose: 'detection' as const, ...range, from, to, maxSeries: MAX_SERIES };
      read = await inTime(store.read(request), PATIENCE, 'reading points');
    } catch (error) {
      if (error instanceof HttpProblem && error.status === 400 && to - from > LEAST_SLICE) {
        length = Math.max(LEAST_SLICE, (to - from) / 4);
        continue;
      }
      throw error;
    }
    yield read;
    length = (to - from) * Math.min(MOST_GROWTH, Math.max(1 / MOST_GROWTH, AIM / Math.max(1, countPoints(read))));
    length = Math.max(LEAST_SLICE, length);
    from = to;
  }
}
