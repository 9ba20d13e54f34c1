/** Whole hours [from, to) and parts `first` to `last` of the series: what one statement makes. Times in seconds. */
export interface HourBlock {
  from: number;
  to: number;
  first: number;
  last: number;
}

const HOUR = 3600;
const WEEK = 7 * 24 * HOUR;
/** The first Monday, from which tables are parted by week. */
const MONDAY = 4 * 24 * HOUR;

/**
 * The newest changed hour with as many unbroken earlier ones of its week as lie within the same parts, `most` at most: read in one go, as points
 * lie by week, series and time. `changed` are hours (seconds) and parts, the newest hours first. Null where there is none.
 */
export const nextBlock = (changed: ReadonlyArray<readonly [number, number]>, most: number): HourBlock | null => {
  const spans = new Map<number, { first: number; last: number }>();
  for (const [hour, part] of changed) {
    const span = spans.get(hour) ?? { first: part, last: part };
    spans.set(hour, { first: Math.min(span.first, part), last: Math.max(span.last, part) });
  }
  const [[newest, { first, last }] = [NaN, { first: 0, last: 0 }]] = spans;
  if (Number.isNaN(newest)) {
    return null;
  }
  let from = newest;
  while (newest - from < (most - 1) * HOUR && (from - MONDAY) % WEEK !== 0) {
    const earlier = spans.get(from - HOUR);
    if (!earlier || earlier.first < first || earlier.last > last) {
      break;
    }
    from -= HOUR;
  }
  return { from, to: newest + HOUR, first, last };
};
