import type { SeriesSamples, TimeseriesStore } from '../stores/timeseries/timeseries-store.js';
import type { ShopModel } from './shop-model.js';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
export const backfillStep = minute;
const backfillLength = 7 * day;
/** About 76,000 samples. Between chunks others get their turn; larger ones spare ClickHouse many small parts. */
const chunk = 12 * hour;

/** Cheaper than JSON: the shop has one set of label names for each metric. */
const seriesKey = ({ service, server, quantile, version }: Record<string, string>): string =>
  `${service}/${server}/${quantile}/${version}`;

/** The shop's samples from `from` (inclusive) to `to` (exclusive), ms, one a minute, by series. */
export const historyOf = (model: ShopModel, from: number, to: number): SeriesSamples[] => {
  const byMetric = new Map<string, Map<string, SeriesSamples>>();
  for (let at = from; at < to; at += backfillStep) {
    for (const { metric, labels, unit, value } of model.sampleAt(at, null)) {
      const ofMetric = byMetric.get(metric) ?? new Map<string, SeriesSamples>();
      byMetric.set(metric, ofMetric);
      const key = seriesKey(labels);
      let series = ofMetric.get(key);
      if (series === undefined) {
        series = { name: metric, labels, unit: unit === '' ? null : unit, times: [], values: [] };
        ofMetric.set(key, series);
      }
      series.times.push(at);
      series.values.push(value);
    }
  }
  return [...byMetric.values()].flatMap((ofMetric) => [...ofMetric.values()]);
};

/**
 * Gives the shop a past: seven days without faults, written straight into the store. Only what comes after the newest stored
 * sample is written, so that a second start costs a query. Chunks go in order of time: what was cut short is gone on with.
 * Returns how many samples were written.
 */
export const backfillShop = async (deps: {
  model: ShopModel;
  timeseries: Pick<TimeseriesStore, 'findSeries' | 'insert'>;
  labels: { cluster: string; namespace: string };
  now: number;
  signal: AbortSignal;
}): Promise<number> => {
  const matchers = Object.entries(deps.labels).map(([label, value]) => ({ label, op: '=' as const, value }));
  const stored = await deps.timeseries.findSeries(
    [...matchers, { label: '__name__', op: '=', value: 'shop_cpu_usage_ratio' }],
    1000
  );
  const newest = Math.max(...stored.map(({ lastAt }) => lastAt ?? -Infinity), deps.now - backfillLength);
  const first = Math.ceil((newest + 1) / backfillStep) * backfillStep;
  let written = 0;
  for (let from = first; from < deps.now && !deps.signal.aborted; from += chunk) {
    const history = historyOf(deps.model, from, Math.min(from + chunk, deps.now));
    await deps.timeseries.insert(history);
    written += history.reduce((sum, { times }) => sum + times.length, 0);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return written;
};
