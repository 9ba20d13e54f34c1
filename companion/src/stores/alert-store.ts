import type {
  Alert,
  AlertEvent,
  AlertFilter,
  AlertListQuery,
  Asker,
  Facets,
  Incident,
  IncidentListQuery,
  Page,
  TimelineEntry,
  ValueCount,
} from '@watchroom/contract';
import type { Tally, TallyQuery, TallySums } from './tallies.js';

/** The store cannot be reached or cannot write now. Senders get 503, readiness turns red, writers try again. */
export class StoreUnavailable extends Error {
  override name = 'StoreUnavailable';
}

/** An event as accepted, with the order in which it was. */
export interface AcceptedEvent {
  /** Grows with acceptance, also across restarts; part of the event's id. */
  seq: number;
  event: AlertEvent;
}

/**
 * A set of changes that belong together. `version` of an alert or incident is the one to be stored: it must be one more
 * than the stored version (1 for a new one), else that document is refused as a conflict.
 */
export interface StateChange {
  alerts: Alert[];
  incidents: Incident[];
  /** Ids are deterministic: an entry that is there already stays as it is. */
  timeline: TimelineEntry[];
  /** Seqs of the accepted events that this change accounts for; they are pending no more. */
  applied: number[];
  /** What is to be added to the counts for reports. */
  tallies?: Tally[];
}

export interface CommitResult {
  /** Ids of alerts and incidents whose stored version was another; the caller reads again and decides again. */
  conflicts: string[];
}

export interface PageRequest {
  limit: number;
  cursor?: string | undefined;
}

/** What people make through the API: detectors, feedback and the like. */
export interface StoredDocument {
  id: string;
  /** Grows with each write and is never the same twice for one id, not even where the document was deleted in between. */
  version: number;
  /** JSON. */
  body: unknown;
}

/**
 * Where alert state lives. One conformance suite (`alert-store.conformance.ts`) says what each implementation does.
 *
 * Durability: when `appendEvents` or `commit` resolves, what it was given survives kill -9 and a power cut. A commit that accounts for events may
 * be gone after a power cut, as a whole: then its events are pending again.
 * Visibility: reads by id see the last commit at once, and lists, facets and pages those of this process; behind another process they
 * may lag by a second.
 * Errors: every method rejects with `StoreUnavailable` when the store cannot be reached, and leaves nothing half-done that
 * a repeated call would not mend.
 */
export interface AlertStore {
  /** Makes or migrates tables and indices. */
  open(): Promise<void>;
  close(): Promise<void>;
  /** Resolves when the store answers and takes writes. */
  ping(): Promise<void>;

  /**
   * Writes events to the journal. Several calls at once share one durable write. Idempotent by event id. Rejects with
   * `SequenceTaken` where another event holds the `seq`.
   */
  appendEvents(events: AcceptedEvent[]): Promise<void>;
  /** Accepted events that no commit has accounted for, in order of `seq`; read once after a start. */
  pendingEvents(limit: number): Promise<AcceptedEvent[]>;
  /** The highest `seq` ever accepted, 0 where there is none. */
  lastSeq(): Promise<number>;

  /**
   * Embedded: all or nothing; a conflict leaves nothing written. Elasticsearch: documents without a conflict are written, events
   * are marked applied last and only where nothing conflicted, so that a crash in between leads to applying again.
   */
  commit(change: StateChange): Promise<CommitResult>;

  /** By id; those that are not there are left out. */
  getAlerts(ids: string[]): Promise<Alert[]>;
  getIncidents(ids: string[]): Promise<Incident[]>;
  /** Incidents that are firing or were last seen at or after `since` (ms): what correlation may add to. */
  recentIncidents(since: number): Promise<Incident[]>;

  /**
   * Stable order: the sort field, then id. `asker` is who `assignee:me` means and when now is. Rejects with `InvalidCursor` on a
   * cursor that is not from here, with `QuerySyntaxError` on a query that cannot be read or asks for a "me" that is not known.
   */
  listAlerts(query: AlertListQuery, asker?: Asker): Promise<Page<Alert>>;
  /** Counts by field, and by the labels that are named. */
  facets(filter: AlertFilter, labels?: readonly string[], asker?: Asker): Promise<Facets>;
  /**
   * Values that begin with the prefix, without regard to case, most frequent first: of a field of the query language or
   * `label.NAME`, or names of labels for `label`. Empty for fields that hold numbers and times, and for ids.
   */
  alertValues(field: string, prefix: string, limit: number): Promise<ValueCount[]>;
  /** Newest start first, then id. */
  listIncidents(query: IncidentListQuery): Promise<Page<Incident>>;
  /** Newest first. Of an incident: the entries that name it, not all that its alerts ever went through. */
  timeline(of: { alertId: string } | { incidentId: string }, page: PageRequest): Promise<Page<TimelineEntry>>;
  /** Newest first. */
  eventsOf(alertId: string, page: PageRequest): Promise<Page<AlertEvent>>;
  /** Alerts whose snooze ended at or before `now` (ms). */
  snoozeEnded(now: number, limit: number): Promise<Alert[]>;
  /**
   * Counts for reports, those of this process's commits at once. Embedded: exact, as they are stored with what they count. Elasticsearch: a
   * companion that is killed may lose those of its last seconds, and those of others lag by as much.
   */
  tallies(query: TallyQuery): Promise<TallySums>;

  /**
   * Writes a document of a kind; gives its new version. `expected` is the version that it replaces, null where there must be
   * none. Rejects with `DocumentConflict` where the stored one is another: read again and decide again.
   */
  putDocument(kind: string, id: string, body: unknown, expected: number | null): Promise<number>;
  /** As of the last write; null where there is none. */
  getDocument(kind: string, id: string): Promise<StoredDocument | null>;
  /** All of a kind by id, as of the last write: a document that is not in the list is not there. */
  listDocuments(kind: string): Promise<StoredDocument[]>;
  /** Done as well where there is none; `DocumentConflict` where the stored version is not `expected`. */
  deleteDocument(kind: string, id: string, expected: number): Promise<void>;
}

/** The stored document is of another version than the caller knows. Nothing is written. */
export class DocumentConflict extends Error {
  override name = 'DocumentConflict';
  constructor(kind: string, id: string) {
    super(`${kind} "${id}" was changed by somebody else`);
  }
}

/** A page cursor that this store did not give out. */
export class InvalidCursor extends Error {
  override name = 'InvalidCursor';
}

/** The `seq` of an accepted event is held by another event: two writers count from the same number. Nothing is written. */
export class SequenceTaken extends Error {
  override name = 'SequenceTaken';
}
