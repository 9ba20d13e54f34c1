import { firstIndexFrom } from '../first-index.js';
import type { MetricSeries } from './metric-series.js';
import type { Normal } from './normal-range.js';
import type { Windows } from './windows.js';

/** Three spreads are four standard deviations of even noise or more. */
const outsideAfter = 3;

/**
 * When a series left its normal range (level ± 3 spreads, on the side it moved to) and stayed out: at least two of
 * the next three samples are outside too. Looks from the end of the normal period on, and back into it where the series was
 * already outside there. Milliseconds; null where it never did.
 */
export const estimateOnset = (
  series: MetricSeries,
  normal: Pick<Normal, 'level' | 'spread'>,
  upwards: boolean,
  windows: Windows
): number | null => {
  const { times, values } = series;
  const margin = outsideAfter * normal.spread;
  const outside = (index: number): boolean => {
    const distance = (values[index] as number) - normal.level;
    return (upwards ? distance : -distance) > margin;
  };
  const end = firstIndexFrom(times, windows.until);
  const start = firstIndexFrom(times, windows.normalTo);
  const stays = (index: number): boolean => {
    const next = [index + 1, index + 2, index + 3].filter((each) => each < end);
    return next.filter(outside).length >= Math.min(2, next.length);
  };
  for (let index = start; index < end; index++) {
    if (outside(index) && stays(index)) {
      let first = index;
      while (index === start && first > 0 && outside(first - 1)) {
        first -= 1;
      }
      return times[first] as number;
    }
  }
  return null;
};
