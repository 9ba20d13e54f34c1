import { createBatcher, type Outcome } from '../batcher.js';
import type { EmbeddedDatabase } from './database.js';

/** A change to be made inside a transaction. */
export interface Write<T = unknown> {
  /** About how many rows it writes. */
  rows: number;
  /** Whether it must be synced to disk before it counts as done; others are with the next that must. */
  durable: boolean;
  /** Runs without awaiting, and once more where another write of its transaction failed; what it throws undoes this write alone. */
  apply(): T;
}

export interface WriteQueue {
  /** Resolves with what `apply` returned, after the commit that made it durable. */
  write<T>(write: Write<T>): Promise<T>;
  drain(): Promise<void>;
}

/** Rows per transaction; more would hold the event loop for too long. */
const maxRows = 2000;

/**
 * Group commit: writes that arrive in one turn of the event loop share a transaction. Where one of them throws, all are made again, each within
 * its own savepoint, and only that one is left out: so the usual case pays for no savepoints.
 */
export const createWriteQueue = (database: EmbeddedDatabase, batched: (size: number) => void): WriteQueue => {
  const applyAlone = (write: Write): Outcome<unknown> => {
    database.exec('SAVEPOINT one_write');
    try {
      const value = write.apply();
      database.exec('RELEASE one_write');
      return { value };
    } catch (error) {
      // A full disk makes SQLite end the whole transaction by itself: then nothing of the batch can stay.
      if (!database.inTransaction) {
        throw error;
      }
      database.exec('ROLLBACK TO one_write; RELEASE one_write');
      return { error };
    }
  };

  const applyAll = (writes: Write[]): Array<Outcome<unknown>> => {
    try {
      return writes.map((write) => ({ value: write.apply() }));
    } catch (error) {
      if (!database.inTransaction) {
        throw error;
      }
      database.exec('ROLLBACK; BEGIN IMMEDIATE');
      return writes.map(applyAlone);
    }
  };

  let synced = true;
  const sync = (durable: boolean): void => {
    if (durable !== synced) {
      database.exec(`PRAGMA synchronous = ${durable ? 'FULL' : 'NORMAL'}`);
      synced = durable;
    }
  };

  const run = (writes: Write[]): Array<Outcome<unknown>> => {
    sync(writes.some(({ durable }) => durable));
    database.exec('BEGIN IMMEDIATE');
    try {
      const outcomes = applyAll(writes);
      database.exec('COMMIT');
      batched(writes.length);
      return outcomes;
    } catch (error) {
      if (database.inTransaction) {
        database.exec('ROLLBACK');
      }
      throw error;
    }
  };

  const batcher = createBatcher<Write, unknown>({
    weigh: ({ rows }) => Math.max(1, rows),
    maxWeight: maxRows,
    maxRunning: 1,
    run: (writes) => Promise.resolve().then(() => run(writes)),
  });
  return {
    write: <T>(write: Write<T>) => batcher.add(write) as Promise<T>,
    drain: batcher.drain,
  };
};
