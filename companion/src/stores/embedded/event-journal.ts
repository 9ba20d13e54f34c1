import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { AlertEvent } from '@watchroom/contract';
import { SequenceTaken, StoreUnavailable, type AcceptedEvent } from '../alert-store.js';
import { createBatcher, type Outcome } from '../batcher.js';
import type { StoreLog } from '../store-log.js';
import type { EventRow } from './event-rows.js';
import { createSegment, readSegment, removeSegment, syncFolder, type JournalSegment } from './journal-segment.js';

/** The database, as far as the journal needs to know it. */
export interface JournalBacking {
  lastSeq(): Promise<number>;
  /** Which events it holds for these seqs. */
  eventIds(seqs: number[]): Promise<Array<{ seq: number; id: string }>>;
  /** Events that an older Watchroom left pending in it. */
  pendingEvents(): Promise<EventRow[]>;
  /** Resolves when all that it was given so far survives a power cut. */
  sync(): Promise<void>;
}

/** Accepted events in files of their own until the database has them, so that an acceptance waits for one write and nothing else. */
export interface EventJournal {
  /** Reads what was left pending. */
  open(): Promise<void>;
  close(): Promise<void>;
  /** Resolves when the events are on disk. Calls of one turn of the event loop, or during a write, share the next write. */
  append(events: readonly AcceptedEvent[]): Promise<void>;
  /** By seq, in order of acceptance by this process. */
  readonly pending: ReadonlyMap<number, EventRow>;
  lastSeq(): number;
  /** The database has them now. */
  release(seqs: readonly number[]): void;
}

/** Events per write. */
const maxEvents = 5000;
/** A segment that has grown to this takes no more. */
const segmentBytes = 8 * 1024 * 1024;
/** A segment of which nothing is pending is removed when nothing has come for this long. */
const idleMs = 30_000;
const suffix = '.jsonl';

/** A segment, and how many of its events are pending. */
interface Kept {
  path: string;
  live: number;
}

export const rowOf = ({ seq, event }: AcceptedEvent): EventRow => ({
  seq,
  id: event.id,
  fingerprint: event.fingerprint,
  receivedAt: event.receivedAt,
  document: JSON.stringify(event),
});

export const createEventJournal = (deps: {
  folder: string;
  backing: JournalBacking;
  batched: (calls: number) => void;
  logger: StoreLog;
}): EventJournal => {
  const { folder, backing, logger } = deps;
  const pending = new Map<number, EventRow>();
  const segmentOf = new Map<number, Kept>();
  const full = new Set<Kept>();
  let current: { kept: Kept; segment: JournalSegment } | null = null;
  let last = 0;
  let writing = false;
  let pruning: Promise<void> = Promise.resolve();
  let idle: NodeJS.Timeout | undefined;

  const keep = (row: EventRow, kept: Kept | null): void => {
    pending.set(row.seq, row);
    last = Math.max(last, row.seq);
    if (kept) {
      segmentOf.set(row.seq, kept);
      kept.live += 1;
    }
  };

  const readOne = async (path: string): Promise<{ kept: Kept; rows: EventRow[] }> => {
    let spoilt = 0;
    const rows = (await readSegment(path)).flatMap((line) => {
      try {
        return [rowOf(JSON.parse(line) as { seq: number; event: AlertEvent })];
      } catch {
        spoilt += 1;
        return [];
      }
    });
    if (spoilt > 0) {
      logger.warn(
        { path, lines: spoilt },
        'the journal has lines that cannot be read; they were never acknowledged, or the disk is failing'
      );
    }
    return { kept: { path, live: 0 }, rows };
  };

  const recover = async (): Promise<void> => {
    last = await backing.lastSeq();
    for (const row of await backing.pendingEvents()) {
      keep(row, null);
    }
    const names = (await readdir(folder)).filter((name) => name.endsWith(suffix)).sort();
    for (const name of names) {
      const { kept, rows } = await readOne(join(folder, name));
      const there = new Set((await backing.eventIds(rows.map(({ seq }) => seq))).map(({ seq }) => seq));
      full.add(kept);
      for (const row of rows) {
        if (!there.has(row.seq) && !pending.has(row.seq)) {
          keep(row, kept);
        }
        last = Math.max(last, row.seq);
      }
    }
  };

  const segmentFor = async (seq: number): Promise<{ kept: Kept; segment: JournalSegment }> => {
    if (current && current.segment.bytes >= segmentBytes) {
      await retire();
    }
    if (!current) {
      const unique = `${process.pid}-${process.hrtime.bigint()}`;
      const path = join(folder, `${String(seq).padStart(16, '0')}-${unique}${suffix}`);
      current = { kept: { path, live: 0 }, segment: await createSegment(path) };
      await syncFolder(folder);
    }
    return current;
  };

  /** The current segment takes no more. */
  const retire = async (): Promise<void> => {
    const retiring = current;
    current = null;
    if (retiring) {
      full.add(retiring.kept);
      await retiring.segment.close();
    }
  };

  const retireIfIdle = async (): Promise<void> => {
    if (!writing && current?.kept.live === 0) {
      await retire();
    }
  };

  const prune = async (): Promise<void> => {
    const done = [...full].filter(({ live }) => live === 0);
    if (done.length === 0) {
      return;
    }
    try {
      await backing.sync();
      for (const kept of done) {
        await removeSegment(kept.path);
        full.delete(kept);
      }
    } catch (error) {
      logger.warn({ error, folder }, 'parts of the journal that are no longer needed cannot be removed now');
    }
  };
  const schedulePrune = (): void => {
    pruning = pruning.then(prune);
  };

  /** Rows of a call that are not in the journal yet. `SequenceTaken` where another event holds a seq. */
  const news = async (rows: readonly EventRow[], alongside: ReadonlyMap<number, EventRow>): Promise<EventRow[]> => {
    const old = rows.filter(({ seq }) => seq <= last && !pending.has(seq) && !alongside.has(seq));
    const stored = new Map(
      old.length === 0 ? [] : (await backing.eventIds(old.map(({ seq }) => seq))).map(({ seq, id }) => [seq, id])
    );
    return rows.filter(({ seq, id }) => {
      const holder = pending.get(seq)?.id ?? alongside.get(seq)?.id ?? stored.get(seq);
      if (holder !== undefined && holder !== id) {
        throw new SequenceTaken(`event "${id}": seq ${seq} belongs to another event`);
      }
      return holder === undefined;
    });
  };

  const write = async (rows: EventRow[]): Promise<void> => {
    if (rows.length === 0) {
      return;
    }
    writing = true;
    try {
      const { kept, segment } = await segmentFor(rows[0]?.seq ?? 0);
      try {
        await segment.append(rows.map(({ seq, document }) => `{"seq":${seq},"event":${document}}\n`).join(''));
      } catch (error) {
        await retire();
        throw error;
      }
      for (const row of rows) {
        keep(row, kept);
      }
    } catch (error) {
      throw new StoreUnavailable(`the journal of alert events cannot be written now: ${(error as Error).message}`, {
        cause: error,
      });
    } finally {
      writing = false;
    }
  };

  const run = async (calls: EventRow[][]): Promise<Array<Outcome<void>>> => {
    const batch = new Map<number, EventRow>();
    const outcomes: Array<Outcome<void>> = [];
    for (const rows of calls) {
      try {
        const fresh = await news(rows, batch);
        fresh.forEach((row) => batch.set(row.seq, row));
        outcomes.push({ value: undefined });
      } catch (error) {
        outcomes.push({ error });
      }
    }
    await write([...batch.values()]);
    deps.batched(calls.length);
    return outcomes;
  };

  const batcher = createBatcher<EventRow[], void>({
    weigh: (rows) => Math.max(1, rows.length),
    maxWeight: maxEvents,
    maxRunning: 1,
    run,
  });

  const whenIdle = (): void => {
    clearTimeout(idle);
    idle = setTimeout(() => {
      pruning = pruning.then(retireIfIdle).then(prune);
    }, idleMs);
    idle.unref();
  };

  return {
    pending,
    open: async () => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await recover();
      schedulePrune();
    },
    close: async () => {
      clearTimeout(idle);
      await batcher.drain();
      await pruning;
      await retire();
      await prune();
    },
    append: (events) => batcher.add(events.map(rowOf)),
    lastSeq: () => last,
    release: (seqs) => {
      for (const seq of seqs) {
        const kept = segmentOf.get(seq);
        pending.delete(seq);
        segmentOf.delete(seq);
        if (kept) {
          kept.live -= 1;
          if (kept.live === 0 && full.has(kept)) {
            schedulePrune();
          }
        }
      }
      if (current?.kept.live === 0) {
        whenIdle();
      }
    },
  };
};
