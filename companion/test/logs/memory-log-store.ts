import type {
  LogCount,
  LogCountSeries,
  LogRange,
  LogStore,
  StoredLogLine,
  StoredTemplate,
} from '../../src/stores/timeseries/log-store.js';

const minuteMs = 60_000;

export interface MemoryLogStore extends LogStore {
  lines: StoredLogLine[];
  /** Makes the next inserts fail. */
  failing: boolean;
}

const fits = ({ from, to, service, levels }: LogRange, line: StoredLogLine, at = line.at): boolean =>
  at >= from &&
  at < to &&
  (service === undefined || line.service === service) &&
  (levels === undefined || levels.includes(line.level));

/** Log lines in memory, as the store in ClickHouse answers. */
export const createMemoryLogStore = (): MemoryLogStore => {
  const templates = new Map<string, StoredTemplate>();
  const store: MemoryLogStore = {
    lines: [],
    failing: false,
    insert: (lines, changed) => {
      if (store.failing) {
        return Promise.reject(new Error('ClickHouse is away'));
      }
      changed.forEach((template) => templates.set(template.id, template));
      store.lines.push(...lines);
      return Promise.resolve();
    },
    templates: () => Promise.resolve([...templates.values()]),
    counts: (range) => {
      const found = new Map<string, LogCount>();
      for (const line of store.lines) {
        const minute = Math.floor(line.at / minuteMs) * minuteMs;
        if (!fits(range, line, minute)) {
          continue;
        }
        const at = range.from + Math.floor((minute - range.from) / range.step) * range.step;
        const key = `${line.service}\n${line.templateId}\n${at}`;
        const count = found.get(key) ?? {
          service: line.service,
          templateId: line.templateId,
          at,
          lines: 0,
          errors: 0,
        };
        count.lines += 1;
        count.errors += line.level === 'error' || line.level === 'critical' ? 1 : 0;
        found.set(key, count);
      }
      return Promise.resolve([...found.values()].sort((a, b) => a.at - b.at));
    },
    countSeries: async (range) => {
      const found = new Map<string, LogCountSeries>();
      for (const { service, templateId, at, lines, errors } of await store.counts(range)) {
        const key = `${service}\n${templateId}`;
        const series = found.get(key) ?? { service, templateId, at: [], lines: [], errors: [] };
        found.set(key, series);
        series.at.push(at);
        series.lines.push(lines);
        series.errors.push(errors);
      }
      return [...found.values()];
    },
    search: ({ templateIds, text = '', limit, ...range }) =>
      Promise.resolve(
        store.lines
          .filter(
            (line) =>
              fits(range, line) &&
              (templateIds === undefined || templateIds.includes(line.templateId)) &&
              line.message.toLowerCase().includes(text.toLowerCase())
          )
          .sort((a, b) => b.at - a.at)
          .slice(0, limit)
      ),
    services: (range) =>
      Promise.resolve(
        [...new Set(store.lines.filter((line) => fits(range, line)).map(({ service }) => service))].sort()
      ),
  };
  return store;
};
