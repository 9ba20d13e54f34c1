import { Counter, Gauge, type Registry } from 'prom-client';
import type { Clock } from '../clock.js';
import { StoreUnavailable } from '../stores/alert-store.js';
import { createBatcher } from '../stores/batcher.js';
import type { LogStore, StoredLogLine, StoredTemplate } from '../stores/timeseries/log-store.js';
import { logLevelOf, saneTime, type IncomingLogLine } from './log-line.js';
import { createMask, type MaskOptions } from './mask-sensitive.js';
import { createTemplateMiner, type TemplateMiner } from './template-miner.js';

/** Longer lines are cut. */
const longestMessage = 16_384;
const linesPerInsert = 100_000;
/** More than this waiting: the sender is told to come again. */
const usualMaxWaiting = 400_000;
/** Labels of a line beyond this are left out. */
const maxLabels = 40;
const longestLabel = 1000;

/** A template that has just been seen for the first time, with the line that showed it. */
export interface NewTemplate {
  id: string;
  template: string;
  line: StoredLogLine;
}

/** What has been stored, for those who watch lines as they come. */
export interface StoredLogs {
  lines: readonly StoredLogLine[];
  newTemplates: readonly NewTemplate[];
}

export interface LogIntake {
  /** Reads the templates of earlier runs; before that, lines are refused with `StoreUnavailable`. */
  start(): Promise<void>;
  /** Masks, finds the templates and stores; resolves when ClickHouse has every line. */
  accept(lines: readonly IncomingLogLine[]): Promise<void>;
  /** Called with lines once they are stored. */
  onStored(listener: (stored: StoredLogs) => void): void;
  /** Templates known, those merged into others too, by id. */
  templates(): ReadonlyMap<string, StoredTemplate>;
  drained(): Promise<void>;
}

interface Batch {
  lines: StoredLogLine[];
  templates: StoredTemplate[];
}

/**
 * The way of log lines into ClickHouse. Calls that come while an insert runs share the next one. Templates are written before the lines
 * that have them, so that a restart gives the same ids.
 */
export const createLogIntake = (deps: {
  store: LogStore;
  clock: Clock;
  registry: Registry;
  mask?: MaskOptions | undefined;
  maxWaiting?: number;
}): LogIntake => {
  const { store, clock, registry, maxWaiting = usualMaxWaiting } = deps;
  const mask = createMask(deps.mask);
  const known = new Map<string, StoredTemplate>();
  const texts = new Map<string, string>();
  const listeners: Array<(stored: StoredLogs) => void> = [];
  let miner: TemplateMiner | null = null;
  let changed = new Map<string, StoredTemplate>();
  let waiting = 0;
  const written = new Counter({
    name: 'watchroom_log_lines_written_total',
    help: 'Log lines that ClickHouse confirmed',
    registers: [registry],
  });
  new Gauge({
    name: 'watchroom_log_lines_waiting',
    help: 'Log lines that wait for their insert',
    registers: [registry],
    collect() {
      this.set(waiting);
    },
  });
  new Gauge({
    name: 'watchroom_log_templates',
    help: 'Log templates known, merged ones included',
    registers: [registry],
    collect() {
      this.set(known.size);
    },
  });

  const note = (template: StoredTemplate): void => {
    known.set(template.id, template);
    changed.set(template.id, template);
  };

  const batcher = createBatcher<Batch, undefined>({
    weigh: ({ lines }) => lines.length,
    maxWeight: linesPerInsert,
    maxRunning: 1,
    run: async (batches) => {
      await store.insert(
        batches.flatMap(({ lines }) => lines),
        batches.flatMap(({ templates }) => templates)
      );
      return batches.map(() => ({ value: undefined }));
    },
  });

  const started = (): TemplateMiner => {
    if (miner === null) {
      throw new StoreUnavailable('The templates of earlier logs are not read yet');
    }
    return miner;
  };

  const boundedLabels = (labels: Record<string, string>): Record<string, string> => {
    const entries = Object.entries(labels);
    return entries.length <= maxLabels && entries.every(([, value]) => value.length <= longestLabel)
      ? labels
      : Object.fromEntries(entries.slice(0, maxLabels).map(([name, value]) => [name, value.slice(0, longestLabel)]));
  };

  /** Masks once what lines of one source share. */
  const createLabelMask = (): ((labels: Record<string, string>) => Record<string, string>) => {
    const seen = new Map<Record<string, string>, Record<string, string>>();
    return (labels) => {
      const found =
        seen.get(labels) ??
        Object.fromEntries(
          Object.entries(boundedLabels(labels)).map(([name, value]) => [
            name,
            mask(`${name}=${value}`).slice(name.length + 1) || value,
          ])
        );
      seen.set(labels, found);
      return found;
    };
  };

  /** Lines with their templates; what is new or has changed of templates goes with them. */
  const mined = (incoming: readonly IncomingLogLine[]): Batch & { newTemplates: NewTemplate[] } => {
    const finder = started();
    const now = clock.now();
    const maskLabels = createLabelMask();
    const newTemplates: NewTemplate[] = [];
    const lines = incoming.map((given): StoredLogLine => {
      const message = mask(
        given.message.length > longestMessage ? given.message.slice(0, longestMessage) : given.message
      );
      const { id, template, level } = finder.match(message);
      const line: StoredLogLine = {
        at: saneTime(given.at, now),
        service: given.service,
        level: given.level ?? logLevelOf(level) ?? 'unknown',
        templateId: id,
        message,
        labels: maskLabels(given.labels),
        traceId: given.traceId,
      };
      if (texts.get(id) !== template) {
        const before = known.get(id);
        const saved = finder.savedOf(id);
        if (saved !== null) {
          note({ ...saved, mergedInto: null, firstAt: before?.firstAt ?? now });
        }
        texts.set(id, template);
        if (before === undefined) {
          newTemplates.push({ id, template, line });
        }
      }
      return line;
    });
    const templates = [...changed.values()];
    changed = new Map();
    return { lines, templates, newTemplates };
  };

  return {
    start: async () => {
      const stored = await store.templates();
      for (const template of stored) {
        known.set(template.id, template);
        texts.set(template.id, template.parts.join(''));
      }
      miner = createTemplateMiner({
        saved: stored.filter(({ mergedInto }) => mergedInto === null),
        onMerge: (id, into) => {
          const before = known.get(id);
          if (before !== undefined) {
            note({ ...before, mergedInto: into });
          }
        },
      });
    },
    accept: async (incoming) => {
      if (incoming.length === 0) {
        return;
      }
      started();
      if (waiting > 0 && waiting + incoming.length > maxWaiting) {
        throw new StoreUnavailable(`Too many log lines wait for ClickHouse (${waiting}); send them again later`);
      }
      waiting += incoming.length;
      const parts: Array<Promise<void>> = [];
      try {
        for (let from = 0; from < incoming.length; from += linesPerInsert) {
          const { lines, templates, newTemplates } = mined(incoming.slice(from, from + linesPerInsert));
          parts.push(
            batcher.add({ lines, templates }).then(
              () => {
                written.inc(lines.length);
                for (const listener of listeners) {
                  listener({ lines, newTemplates });
                }
              },
              (error: unknown) => {
                // They are written with the next lines instead.
                for (const template of templates) {
                  if (!changed.has(template.id)) {
                    changed.set(template.id, known.get(template.id) ?? template);
                  }
                }
                throw error;
              }
            )
          );
        }
        await Promise.all(parts);
      } finally {
        waiting -= incoming.length;
      }
    },
    onStored: (listener) => void listeners.push(listener),
    templates: () => known,
    drained: () => batcher.drain(),
  };
};
