import { seriesKey } from '../../stores/timeseries/series-id.js';
import type { SeriesSamples } from '../../stores/timeseries/timeseries-store.js';

/** What was written lately, so that points which come again are not written again (they would count twice in rollups). */
export interface SeenPoints {
  /** The samples that are new or have another value than before. */
  fresh(series: SeriesSamples[]): SeriesSamples[];
  /** Remembers samples that are stored. */
  remember(
    series: Array<{ name: string; labels: Record<string, string>; times: number[]; values: Array<number | null> }>
  ): void;
  /** Forgets what is older than `time`. */
  forgetBefore(time: number): void;
}

export const createSeenPoints = (): SeenPoints => {
  const seen = new Map<string, Map<number, number | null>>();
  return {
    fresh: (series) =>
      series.flatMap((one) => {
        const known = seen.get(seriesKey(one.name, one.labels));
        if (known === undefined) {
          return [one];
        }
        const kept = one.times
          .map((_, index) => index)
          .filter((at) => known.get(one.times[at] ?? 0) !== one.values[at]);
        return kept.length === 0
          ? []
          : [{ ...one, times: kept.map((at) => one.times[at] ?? 0), values: kept.map((at) => one.values[at] ?? 0) }];
      }),
    remember: (series) => {
      for (const { name, labels, times, values } of series) {
        const key = seriesKey(name, labels);
        const known = seen.get(key) ?? new Map<number, number | null>();
        times.forEach((time, index) => known.set(time, values[index] ?? null));
        seen.set(key, known);
      }
    },
    forgetBefore: (time) => {
      for (const [key, known] of seen) {
        for (const at of known.keys()) {
          if (at < time) {
            known.delete(at);
          }
        }
        if (known.size === 0) {
          seen.delete(key);
        }
      }
    },
  };
};
