/** The first index in [0, count) from which on `holds` is true; `count` where it never is. Once true it must stay so. */
export const firstIndexWhere = (count: number, holds: (index: number) => boolean): number => {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
};

/** Index of the first time at or after `at`; the length where there is none. `times` ascend. */
export const firstIndexFrom = (times: ArrayLike<number>, at: number): number =>
  firstIndexWhere(times.length, (index) => (times[index] as number) >= at);
