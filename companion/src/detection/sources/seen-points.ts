import { firstIndexFrom } from '../../first-index.js';
import { seriesKey } from '../../stores/timeseries/series-id.js';
import type { SeriesSamples } from '../../stores/timeseries/timeseries-store.js';

/** What was written lately, so that points which come again are not written again (they would count twice in rollups). */
export interface SeenPoints {
  /** The samples that are new or have another value than before. */
  fresh(series: SeriesSamples[]): SeriesSamples[];
  /** Remembers samples that are stored; `times` ascend. */
  remember(
    series: Array<{ name: string; labels: Record<string, string>; times: number[]; values: Array<number | null> }>
  ): void;
  /** Forgets what is older than `time`. */
  forgetBefore(time: number): void;
}

/** Columns, as there may be a hundred points of each of 10,000 series. */
interface Known {
  times: number[];
  values: Array<number | null>;
}

const merge = (known: Known, times: number[], values: Array<number | null>): void => {
  times.forEach((time, index) => {
    const at = firstIndexFrom(known.times, time);
    const isKnown = known.times[at] === time;
    known.times.splice(at, isKnown ? 1 : 0, time);
    known.values.splice(at, isKnown ? 1 : 0, values[index] ?? null);
  });
};

export const createSeenPoints = (): SeenPoints => {
  const seen = new Map<string, Known>();
  return {
    fresh: (series) =>
      series.flatMap((one) => {
        const known = seen.get(seriesKey(one.name, one.labels));
        if (known === undefined) {
          return [one];
        }
        const kept = [...one.times.keys()].filter((index) => {
          const at = firstIndexFrom(known.times, one.times[index] ?? 0);
          return known.times[at] !== one.times[index] || known.values[at] !== one.values[index];
        });
        return kept.length === 0
          ? []
          : [{ ...one, times: kept.map((at) => one.times[at] ?? 0), values: kept.map((at) => one.values[at] ?? 0) }];
      }),
    remember: (series) => {
      for (const { name, labels, times, values } of series) {
        const key = seriesKey(name, labels);
        const known = seen.get(key);
        if (known === undefined) {
          seen.set(key, { times: [...times], values: [...values] });
        } else {
          merge(known, times, values);
        }
      }
    },
    forgetBefore: (time) => {
      for (const [key, known] of seen) {
        const gone = firstIndexFrom(known.times, time);
        known.times.splice(0, gone);
        known.values.splice(0, gone);
        if (known.times.length === 0) {
          seen.delete(key);
        }
      }
    },
  };
};
