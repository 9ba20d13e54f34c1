import type { Anomaly, Matcher, Series } from '@watchroom/contract';
import { seriesIdOf } from '../../src/stores/timeseries/series-id.js';
import type {
  HourQuantiles,
  ReadRange,
  SeriesSamples,
  TimeseriesStore,
} from '../../src/stores/timeseries/timeseries-store.js';
import { HOUR } from './signals.js';

interface Stored {
  series: Series;
  times: number[];
  values: number[];
}

const isIn = ({ startsAt, endsAt }: Anomaly, time: number): boolean => time >= startsAt && time <= (endsAt ?? Infinity);

/** Series in memory, for tests of what reads them. Only `=` matchers. `failing` names methods that reject. */
export const createFakeStore = (): TimeseriesStore & {
  anomalies: Map<string, Anomaly>;
  reads: ReadRange[];
  failing: Set<'read' | 'saveAnomalies'>;
} => {
  const stored = new Map<string, Stored>();
  const anomalies = new Map<string, Anomaly>();
  const reads: ReadRange[] = [];
  const failing = new Set<'read' | 'saveAnomalies'>();

  const matches = ({ name, labels }: Series, matchers: Matcher[]): boolean =>
    matchers.every(({ label, value }) => (label === '__name__' ? name : (labels[label] ?? '')) === value);
  const find = (matchers: Matcher[]): Stored[] =>
    [...stored.values()].filter(({ series }) => matches(series, matchers));

  const average = (times: number[], values: number[], step: number) => {
    const sums = new Map<number, [number, number]>();
    times.forEach((time, index) => {
      const slot = Math.floor(time / step) * step;
      const [sum, count] = sums.get(slot) ?? [0, 0];
      sums.set(slot, [sum + (values[index] as number), count + 1]);
    });
    return { times: [...sums.keys()], values: [...sums.values()].map(([sum, count]) => sum / count) };
  };

  return {
    anomalies,
    reads,
    failing,
    open: async () => undefined,
    close: async () => undefined,
    ping: async () => undefined,
    insert: async (samples: SeriesSamples[]) => {
      for (const { name, labels, times, values } of samples) {
        const id = seriesIdOf(name, labels);
        const entry = stored.get(id) ?? {
          series: { id, name, labels, unit: null, lastAt: null, lastValue: null },
          times: [],
          values: [],
        };
        times.forEach((time, index) => {
          entry.times.push(time);
          entry.values.push(values[index] as number);
        });
        const order = entry.times
          .map((_, index) => index)
          .sort((a, b) => (entry.times[a] ?? 0) - (entry.times[b] ?? 0));
        entry.times = order.map((index) => entry.times[index] as number);
        entry.values = order.map((index) => entry.values[index] as number);
        entry.series = { ...entry.series, lastAt: entry.times.at(-1) ?? null, lastValue: entry.values.at(-1) ?? null };
        stored.set(id, entry);
      }
    },
    findSeries: async (matchers, limit) =>
      find(matchers)
        .slice(0, limit)
        .map(({ series }) => series),
    countSeries: async () => stored.size,
    read: async (range) => {
      reads.push(range);
      if (failing.has('read')) {
        throw new Error('ClickHouse is away');
      }
      return find(range.matchers)
        .filter(({ series }) => range.seriesIds?.includes(series.id) ?? true)
        .map(({ series, times, values }) => {
          const inside = times.map((time, index) => [time, values[index] as number] as const);
          const chosen = inside.filter(([time]) => time >= range.from && time < range.to);
          const columns = { times: chosen.map(([time]) => time), values: chosen.map(([, value]) => value) };
          return { series, points: range.step ? average(columns.times, columns.values, range.step) : columns };
        })
        .filter(({ points }) => points.times.length > 0)
        .slice(0, range.maxSeries);
    },
    readHours: async ({ matchers, seriesIds, from, to, maxSeries }) => {
      const describe = (at: number, values: number[]): HourQuantiles => {
        const sorted = values.sort((a, b) => a - b);
        const count = sorted.length;
        const turn = count <= 4 ? 0.5 : ((at / HOUR) * 0.6180339887498949) % 1;
        const quantile = (eighth: number, shift: number): number =>
          sorted[Math.floor((count * eighth) / 8 - 0.5 + shift)] as number;
        const quantiles: HourQuantiles['quantiles'] = [
          quantile(1, turn),
          quantile(3, 1 - turn),
          quantile(5, turn),
          quantile(7, 1 - turn),
        ];
        return { at, count, low: sorted[0] as number, quantiles, high: sorted.at(-1) as number };
      };
      return find(matchers)
        .filter(({ series }) => seriesIds?.includes(series.id) ?? true)
        .map(({ series, times, values }) => {
          const hours = new Map<number, number[]>();
          const unlearnt = [...anomalies.values()].filter(({ seriesId }) => seriesId === series.id);
          times.forEach((time, index) => {
            const at = Math.floor(time / HOUR) * HOUR;
            if (at >= from && at < to && !unlearnt.some((one) => isIn(one, time))) {
              const inside = hours.get(at) ?? [];
              inside.push(values[index] as number);
              hours.set(at, inside);
            }
          });
          return { series, hours: [...hours].map(([at, inside]) => describe(at, inside)) };
        })
        .filter(({ hours }) => hours.length > 0)
        .slice(0, maxSeries);
    },
    makeHours: async () => ({ hours: 0, left: 0 }),
    saveAnomalies: async (list) => {
      if (failing.has('saveAnomalies')) {
        throw new Error('ClickHouse is away');
      }
      list.forEach((anomaly) => anomalies.set(anomaly.id, anomaly));
    },
    listAnomalies: async ({ from, to, seriesId, detector, direction, limit }) =>
      [...anomalies.values()]
        .filter((one) => one.startsAt < to && (one.endsAt ?? Infinity) >= from)
        .filter((one) => seriesId === undefined || one.seriesId === seriesId)
        .filter((one) => detector === undefined || one.detector === detector)
        .filter((one) => direction === undefined || one.direction === direction)
        .sort((a, b) => b.startsAt - a.startsAt)
        .slice(0, limit),
    getAnomaly: async (id) => anomalies.get(id) ?? null,
    openAnomalies: async (detector) =>
      [...anomalies.values()].filter(
        (one) => (detector === undefined || one.detector === detector) && one.endsAt === null
      ),
    countAnomalies: async (from) => {
      const counts = new Map<string, number>();
      for (const { detector, startsAt } of anomalies.values()) {
        counts.set(detector, (counts.get(detector) ?? 0) + (startsAt >= from ? 1 : 0));
      }
      return counts;
    },
    anomalyHeatmap: async () => ({ times: [], bucketSeconds: 1, rows: [], seriesCount: 0 }),
  };
};
