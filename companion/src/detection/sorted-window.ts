/**
 * The newest `capacity` numbers, both in order of arrival and sorted, so that any quantile is one look-up.
 * A plain record with functions beside it: 10,000 series hold one each, and closures would double their memory.
 */
export interface SortedWindow {
  /** Order of arrival, a ring. */
  ring: Float64Array;
  /** The same numbers ascending, in the first `size` places. */
  sorted: Float64Array;
  size: number;
  /** Where the next number goes in the ring: the oldest one once full. */
  head: number;
}

export const createSortedWindow = (capacity: number): SortedWindow => ({
  ring: new Float64Array(capacity),
  sorted: new Float64Array(capacity),
  size: 0,
  head: 0,
});

/** First place in the first `to` ones that is not below `value`. */
const lowerBound = (sorted: Float64Array, to: number, value: number): number => {
  let low = 0;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < value) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
};

/** Adds a finite number, forgetting the oldest when full. O(log n) comparisons, and moves only what lies between old and new. */
export const pushSorted = (window: SortedWindow, value: number): void => {
  const { ring, sorted } = window;
  const capacity = ring.length;
  let hole = window.size;
  if (hole < capacity) {
    window.size = hole + 1;
  } else {
    hole = lowerBound(sorted, capacity, ring[window.head] as number);
  }
  while (hole > 0 && (sorted[hole - 1] as number) > value) {
    sorted[hole] = sorted[hole - 1] as number;
    hole -= 1;
  }
  const last = window.size - 1;
  while (hole < last && (sorted[hole + 1] as number) < value) {
    sorted[hole] = sorted[hole + 1] as number;
    hole += 1;
  }
  sorted[hole] = value;
  ring[window.head] = value;
  window.head = window.head + 1 === capacity ? 0 : window.head + 1;
};

/** Forgets every second number, keeping the newest: makes room for a window twice as long in time. */
export const halveSorted = (window: SortedWindow): void => {
  const { ring, size, head } = window;
  const capacity = ring.length;
  const kept: number[] = [];
  for (let back = size - 1 - ((size - 1) % 2); back >= 0; back -= 2) {
    kept.push(ring[(head - 1 - back + capacity) % capacity] as number);
  }
  window.size = 0;
  window.head = 0;
  for (const value of kept) {
    pushSorted(window, value);
  }
};

/** Quantile `q` (0..1) of `size` >= 1 ascending numbers that begin at place `from`, linear between ranks. */
export const quantileOfSorted = (sorted: Float64Array, from: number, size: number, q: number): number => {
  const rank = q * (size - 1);
  const below = Math.floor(rank);
  const at = from + below;
  const low = sorted[at] as number;
  return below + 1 < size ? low + (rank - below) * ((sorted[at + 1] as number) - low) : low;
};
