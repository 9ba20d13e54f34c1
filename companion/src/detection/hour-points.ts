import type { HourQuantiles } from '../stores/timeseries/timeseries-store.js';
import { MOST_OF_A_VISIT } from './seasonal.js';
import type { LearntPoints } from './watched-series.js';

const HOUR = 3_600_000;
/** Points that stand for an hour: as many values as the seasonal baselines keep of a visit. */
export const PER_HOUR = MOST_OF_A_VISIT;
/** Order of the quantiles within an hour: ascending ones would look like a trend. */
const ORDER = [1, 3, 0, 2] as const;

/**
 * Points that stand for hours of a series, in their order: of each its four quantiles, 15 minutes apart (of one that has fewer points as many),
 * with the lowest and highest value of the hour beside each. They are spread as single points are; averages are spread less.
 */
export const hourPoints = (hours: readonly HourQuantiles[]): Required<LearntPoints> => {
  const points = { times: [], values: [], lows: [], highs: [] } as Record<keyof LearntPoints, number[]>;
  for (const { at, count, low, high, quantiles } of hours) {
    const size = Math.min(PER_HOUR, count);
    for (let index = 0; index < size; index += 1) {
      points.times.push(at + (index * HOUR) / size);
      points.values.push(quantiles[ORDER[index] as number] as number);
      points.lows.push(low);
      points.highs.push(high);
    }
  }
  return points;
};
