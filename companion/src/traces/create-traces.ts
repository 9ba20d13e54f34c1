import { Counter, Gauge, type Registry } from 'prom-client';
import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import type { Service } from '../service.js';
import { StoreUnavailable } from '../stores/alert-store.js';
import { createBatcher } from '../stores/batcher.js';
import type { EdgeStore } from '../stores/timeseries/edge-store.js';
import { serialQueue } from '../stores/timeseries/serial-queue.js';
import { createCallLedger } from './call-ledger.js';
import { createSpanPairs, type Settled } from './span-pairs.js';
import type { OpenSpan, Span } from './span.js';

/** Exporters send every few seconds, and a span only when it is over. */
const defaultWaitMs = 60_000;
/** Some 60 MB. */
const defaultMaxSpans = 150_000;
const sweepMs = 5000;
/** A companion that was away for longer has lost the other ends anyway. */
const restoredMs = 3_600_000;
/** More that is not written: senders are told to come again before anything of theirs is read. */
const maxUnwritten = 200_000;

export interface Traces {
  /** Resolves when what came of the spans is durable; rejects with `StoreUnavailable`. A repeat counts once. */
  accept(spans: readonly Span[]): Promise<void>;
  /** Settles what waited long enough; runs every 5 s while the service does. */
  sweep(): Promise<void>;
  service: Service;
}

interface Deps {
  store: EdgeStore;
  clock: Clock;
  logger: Pick<Logger, 'warn'>;
  registry: Registry;
  /** Names this companion: it takes back its own spans after a restart. */
  owner: string;
  waitMs?: number;
  maxSpans?: number;
}

const createMetrics = (registry: Registry, now: { open(): number; remembered(): number }) => {
  new Gauge({
    name: 'watchroom_spans_open',
    help: 'Spans that wait for their other end',
    registers: [registry],
    collect() {
      this.set(now.open());
    },
  });
  new Gauge({
    name: 'watchroom_spans_remembered',
    help: 'Spans in memory, as others may belong to them',
    registers: [registry],
    collect() {
      this.set(now.remembered());
    },
  });
  return {
    calls: new Counter({
      name: 'watchroom_service_calls_total',
      help: 'Calls between services that were told by spans',
      registers: [registry],
    }),
    uncounted: new Counter({
      name: 'watchroom_spans_uncounted_total',
      help: 'Spans that make no call: repeats, clients that name no peer, edges beyond the limit',
      labelNames: ['reason'],
      registers: [registry],
    }),
  };
};

/**
 * Spans become calls between services. What came of spans is held until it is written: where a write fails, its sender is told to send
 * again, the repeat is known as such, and is acknowledged once what came of the first is written. A write that ClickHouse made without
 * confirming it counts twice.
 */
export const createTraces = (deps: Deps): Traces => {
  const { store, clock, logger, owner } = deps;
  const pairs = createSpanPairs({ waitMs: deps.waitMs ?? defaultWaitMs, maxSpans: deps.maxSpans ?? defaultMaxSpans });
  const ledger = createCallLedger();
  const inTurn = serialQueue();
  let opened: OpenSpan[] = [];
  let closed: OpenSpan[] = [];
  let timer: NodeJS.Timeout | undefined;
  const metrics = createMetrics(deps.registry, { open: () => pairs.open, remembered: () => pairs.size });

  const note = (settled: Settled): void => {
    const tooMany = ledger.add(settled.calls, clock.now());
    opened = opened.concat(settled.opened);
    closed = closed.concat(settled.closed);
    metrics.calls.inc(settled.calls.length - tooMany);
    metrics.uncounted.inc({ reason: 'repeat' }, settled.repeats);
    metrics.uncounted.inc({ reason: 'no_peer' }, settled.withoutPeer);
    metrics.uncounted.inc({ reason: 'too_many_edges' }, tooMany);
  };

  const unwritten = (): number => ledger.edges.length + ledger.samples.length + opened.length + closed.length;

  const write = async (): Promise<void> => {
    const { edges, samples } = ledger;
    await store.addEdges(edges);
    ledger.edgesWritten(edges.length);
    await store.addSamples(samples);
    ledger.samplesWritten(samples.length);
    // Last, so that no span is noted as done before its call is written.
    await store.keepOpen(owner, opened, closed);
    opened = [];
    closed = [];
  };

  const batcher = createBatcher<readonly Span[], void>({
    weigh: (spans) => Math.max(1, spans.length),
    maxWeight: 20_000,
    maxRunning: 1,
    run: (calls) =>
      inTurn(async () => {
        if (unwritten() > maxUnwritten) {
          await write();
        }
        for (const spans of calls) {
          note(pairs.take(spans, clock.now()));
        }
        await write();
        return calls.map(() => ({ value: undefined }));
      }),
  });

  const sweep = (): Promise<void> =>
    inTurn(async () => {
      note(pairs.sweep(clock.now()));
      await write();
    });

  const tryToSweep = async (): Promise<void> => {
    try {
      await sweep();
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) {
        throw error;
      }
      logger.warn({ reason: error.message }, 'calls between services can not be stored; trying again');
    }
  };

  const later = (): void => {
    timer = setTimeout(() => {
      tryToSweep()
        .catch((error: unknown) => logger.warn({ err: error }, 'spans could not be settled'))
        .finally(() => {
          if (timer !== undefined) {
            later();
          }
        });
    }, sweepMs);
  };

  return {
    accept: (spans) => (spans.length === 0 ? Promise.resolve() : batcher.add(spans)),
    sweep,
    service: {
      start: async () => {
        const waiting = await store.openSpans(owner, clock.now() - restoredMs);
        await inTurn(() => Promise.resolve(note(pairs.restore(waiting))));
        later();
      },
      stop: async () => {
        clearTimeout(timer);
        timer = undefined;
        await batcher.drain();
        await tryToSweep();
      },
    },
  };
};
