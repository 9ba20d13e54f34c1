import type { AlertStore, CommitResult } from '../alert-store.js';
import type { AlertHead } from './alert-heads.js';
import type { EventRow } from './event-rows.js';

/** A `StateChange`, its documents as JSON: so it is put together once, wherever it goes. */
export interface WrittenChange {
  alerts: string[];
  /** Alerts that are as they were stored before, but for this. */
  repeats: AlertHead[];
  incidents: string[];
  timeline: string[];
  /** The accepted events that the change accounts for. */
  events: EventRow[];
}

/**
 * The database of the embedded alert store: all but the journal, which keeps events until they come here with what was made of them.
 * Errors are as in `AlertStore`.
 */
export interface StateStore extends Omit<
  AlertStore,
  'appendEvents' | 'pendingEvents' | 'lastSeq' | 'eventsOf' | 'commit'
> {
  /** As `AlertStore.commit`. */
  commit(change: WrittenChange): Promise<CommitResult>;
  /** Resolves when all that was committed before survives a power cut. */
  sync(): Promise<void>;
  /** The highest seq of its events, 0 where there is none. */
  lastSeq(): Promise<number>;
  /** Which events it holds for these seqs. */
  eventIds(seqs: number[]): Promise<Array<{ seq: number; id: string }>>;
  /** Events that an older Watchroom left pending in it. */
  pendingEvents(): Promise<EventRow[]>;
  /** Of one alert, newest first, below a seq. */
  eventRows(alertId: string, before: number, limit: number): Promise<{ rows: EventRow[]; total: number }>;
}
