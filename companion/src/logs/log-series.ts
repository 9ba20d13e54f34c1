import type { LogStore } from '../stores/timeseries/log-store.js';
import type { SeriesSamples, TimeseriesStore } from '../stores/timeseries/timeseries-store.js';

const minuteMs = 60_000;
/** Minutes that are looked at again each time, for lines that came late. */
const againMinutes = 5;
/** A series goes on with zeros for so long after its last line. */
const quietMinutes = 60;
/** Senders collect lines for some seconds: a minute is first written when it is over for so long. */
const settleMs = 20_000;
const maxSeries = 5000;

/** The series of one service and template: lines a minute. */
export const countMetric = 'log_template_count';

/**
 * Makes a function that writes the lines of each whole minute, by service and template, as series for detectors; minutes without lines
 * are zero for an hour after the last. What has not changed since it was written is not written again.
 */
export const createCountSeries = (deps: {
  logs: Pick<LogStore, 'counts'>;
  series: Pick<TimeseriesStore, 'insert'>;
  canonical: (id: string) => string;
}): ((now: number) => Promise<void>) => {
  let written = new Map<string, number>();

  return async (now) => {
    const to = Math.floor((now - settleMs) / minuteMs) * minuteMs;
    const again = to - againMinutes * minuteMs;
    const counts = await deps.logs.counts({ from: to - quietMinutes * minuteMs, to, step: minuteMs });
    const byKey = new Map<
      string,
      { key: string; labels: Record<string, string>; lines: Map<number, number>; total: number }
    >();
    for (const { service, templateId, at, lines } of counts) {
      const template = deps.canonical(templateId);
      const key = `${service}\n${template}`;
      const entry = byKey.get(key) ?? {
        key,
        labels: { service, template },
        lines: new Map<number, number>(),
        total: 0,
      };
      byKey.set(key, entry);
      entry.lines.set(at, (entry.lines.get(at) ?? 0) + lines);
      entry.total += lines;
    }
    const times = Array.from({ length: againMinutes }, (_, index) => again + index * minuteMs);
    const told = new Map<string, number>();
    const samples: SeriesSamples[] = [];
    for (const { key, labels, lines } of [...byKey.values()].sort((a, b) => b.total - a.total).slice(0, maxSeries)) {
      // Nothing is said of the time before the first line.
      const first = Math.min(...lines.keys());
      const changed: number[] = [];
      for (const time of times.filter((it) => it >= first)) {
        const value = lines.get(time) ?? 0;
        const name = `${key}\n${time}`;
        told.set(name, value);
        if (written.get(name) !== value) {
          changed.push(time);
        }
      }
      if (changed.length > 0) {
        samples.push({
          name: countMetric,
          labels,
          times: changed,
          values: changed.map((time) => lines.get(time) ?? 0),
        });
      }
    }
    if (samples.length > 0) {
      await deps.series.insert(samples);
    }
    written = told;
  };
};
