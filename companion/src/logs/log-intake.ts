import { setImmediate } from 'node:timers/promises';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { Clock } from '../clock.js';
import { StoreUnavailable } from '../stores/alert-store.js';
import { createBatcher } from '../stores/batcher.js';
import type { LogStore, StoredLogLine, StoredTemplate } from '../stores/timeseries/log-store.js';
import { createLabelMask } from './label-mask.js';
import { logLevelOf, saneTime, type IncomingLogLine } from './log-line.js';
import { createTemplateMiner, type TemplateMiner } from './template-miner.js';

/** Longer lines are cut. */
const longestMessage = 16_384;
const linesPerInsert = 100_000;
/** Lines that are masked and mined in one turn of the event loop: other requests are not kept waiting. */
const linesPerTurn = 2000;
/** More than this waiting: the sender is told to come again. */
const usualMaxWaiting = 400_000;
/** Time between two inserts while lines come without end: each makes a part that ClickHouse has to merge. */
const minIntervalMs = 100;
/** Templates remembered, merged and forgotten ones too; past it the oldest that are not in use go. */
const usualMaxKnown = 50_000;
const keptShare = 0.8;
const maxUntold = 1000;

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

/**
 * The way of log lines into ClickHouse. Calls that come while an insert runs share the next one. Every insert writes what has changed of
 * templates first, so that lines whose template is not there can't be, and a restart gives the same ids.
 */
export const createLogIntake = (deps: {
  store: LogStore;
  clock: Clock;
  registry: Registry;
  /** Takes what is sensitive out of a text. */
  mask: (text: string) => string;
  maxWaiting?: number;
  maxKnown?: number;
}): LogIntake => {
  const { store, clock, registry, mask, maxWaiting = usualMaxWaiting, maxKnown = usualMaxKnown } = deps;
  const maskLabels = createLabelMask(mask);
  const known = new Map<string, StoredTemplate>();
  const texts = new Map<string, string>();
  const listeners: Array<(stored: StoredLogs) => void> = [];
  let miner: TemplateMiner | null = null;
  let changed = new Map<string, StoredTemplate>();
  /** New templates whose lines are on their way; told of with what is stored next, so that a failed insert loses none. */
  let untold: NewTemplate[] = [];
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

  /** Drops what the miner has forgotten or merged, the oldest first. Lines that have it keep it in ClickHouse. */
  const forgetOldest = (finder: TemplateMiner): void => {
    const unused = [...known.values()]
      .filter(({ id }) => finder.savedOf(id) === null && !changed.has(id))
      .sort((a, b) => a.firstAt - b.firstAt);
    for (const { id } of unused.slice(0, known.size - Math.floor(maxKnown * keptShare))) {
      known.delete(id);
      texts.delete(id);
    }
  };

  const batcher = createBatcher<StoredLogLine[], undefined>({
    weigh: (lines) => lines.length,
    maxWeight: linesPerInsert,
    maxRunning: 1,
    minIntervalMs,
    run: async (batches) => {
      const templates = changed;
      changed = new Map();
      try {
        await store.insert(batches.flat(), [...templates.values()]);
      } catch (error) {
        changed = new Map([...templates, ...changed]);
        throw error;
      }
      return batches.map(() => ({ value: undefined }));
    },
  });

  const started = (): TemplateMiner => {
    if (miner === null) {
      throw new StoreUnavailable('The templates of earlier logs are not read yet');
    }
    return miner;
  };

  /** Adds lines with their templates to `into`. */
  const mine = (incoming: readonly IncomingLogLine[], into: StoredLogLine[]): void => {
    const finder = started();
    const now = clock.now();
    for (const given of incoming) {
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
        if (before === undefined && untold.length < maxUntold) {
          untold.push({ id, template, line });
        }
      }
      into.push(line);
    }
    if (known.size > maxKnown) {
      forgetOldest(finder);
    }
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
      const lines: StoredLogLine[] = [];
      try {
        for (let from = 0; from < incoming.length; from += linesPerTurn) {
          if (from > 0) {
            await setImmediate();
          }
          mine(incoming.slice(from, from + linesPerTurn), lines);
        }
        await batcher.add(lines);
        written.inc(lines.length);
        const newTemplates = untold;
        untold = [];
        for (const listener of listeners) {
          listener({ lines, newTemplates });
        }
      } finally {
        waiting -= incoming.length;
      }
    },
    onStored: (listener) => void listeners.push(listener),
    templates: () => known,
    drained: () => batcher.drain(),
  };
};
