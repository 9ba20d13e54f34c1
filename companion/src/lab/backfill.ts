import type { SeriesSamples, TimeseriesStore } from '../stores/timeseries/timeseries-store.js';
import type { ShopModel } from './shop-model.js';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
export const backfillStep = minute;
const backfillLength = 7 * day;
/** About 40,000 samples: a few dozen milliseconds of ClickHouse, so that others get their turn. */
const chunk = 6 * hour;

/** The shop's samples from `from` (inclusive) to `to` (exclusive), ms, one a minute, by series. */
export const historyOf = (model: ShopModel, from: number, to: number): SeriesSamples[] => {
  const bySeries = new Map<string, SeriesSamples>();
  for (let at = from; at < to; at += backfillStep) {
    for (const { metric, labels, unit, value } of model.sampleAt(at, null)) {
      const key = `${metric}\0${Object.values(labels).join('\0')}`;
      let series = bySeries.get(key);
      if (series === undefined) {
        series = { name: metric, labels, unit: unit === '' ? null : unit, times: [], values: [] };
        bySeries.set(key, series);
      }
      series.times.push(at);
      series.values.push(value);
    }
  }
  return [...bySeries.values()];
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
