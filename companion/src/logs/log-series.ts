import type { LogStore } from '../stores/timeseries/log-store.js';
import type { SeriesSamples, TimeseriesStore } from '../stores/timeseries/timeseries-store.js';

const minuteMs = 60_000;
/** Minutes that are written again each time, for lines that came late. */
const againMinutes = 5;
/** A series goes on with zeros for so long after its last line. */
const quietMinutes = 60;
const maxSeries = 5000;

/** The series of one service and template: lines a minute. */
export const countMetric = 'log_template_count';

/**
 * Writes the lines of each whole minute, by service and template, as series for detectors; minutes without lines are zero for an hour
 * after the last. Written twice counts once.
 */
export const countSeries = async (deps: {
  logs: Pick<LogStore, 'counts'>;
  series: Pick<TimeseriesStore, 'insert'>;
  canonical: (id: string) => string;
  now: number;
}): Promise<void> => {
  const to = Math.floor(deps.now / minuteMs) * minuteMs;
  const again = to - againMinutes * minuteMs;
  const counts = await deps.logs.counts({ from: to - quietMinutes * minuteMs, to, step: minuteMs });
  const byKey = new Map<string, { labels: Record<string, string>; lines: Map<number, number>; total: number }>();
  for (const { service, templateId, at, lines } of counts) {
    const template = deps.canonical(templateId);
    const key = `${service}\n${template}`;
    const entry = byKey.get(key) ?? { labels: { service, template }, lines: new Map<number, number>(), total: 0 };
    byKey.set(key, entry);
    entry.lines.set(at, (entry.lines.get(at) ?? 0) + lines);
    entry.total += lines;
  }
  const times = Array.from({ length: againMinutes }, (_, index) => again + index * minuteMs);
  const samples = [...byKey.values()]
    .sort((a, b) => b.total - a.total)
    .slice(0, maxSeries)
    .flatMap(({ labels, lines }): SeriesSamples[] => {
      // Nothing is said of the time before the first line.
      const first = Math.min(...lines.keys());
      const told = times.filter((time) => time >= first);
      return told.length === 0
        ? []
        : [{ name: countMetric, labels, times: told, values: told.map((time) => lines.get(time) ?? 0) }];
    });
  if (samples.length > 0) {
    await deps.series.insert(samples);
  }
};
