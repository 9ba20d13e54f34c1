import { createHash } from 'node:crypto';
import type { estypes } from '@elastic/elasticsearch';
import {
  alertSearchText,
  severityRank,
  teamOf,
  wellFormed,
  type Alert,
  type Incident,
  type Labels,
  type TimelineEntry,
} from '@watchroom/contract';
import { nameSortKey } from '../alert-order.js';
import { labelPair, pairPrefix } from '../label-pairs.js';
import type { AcceptedEvent } from '../alert-store.js';
import { incidentSearchText } from '../search-text.js';

/** What a search or a read by id gives back: the whole document as JSON text. */
export interface StoredDocument {
  document: string;
}

/** `_id` of a document; Elasticsearch takes at most 512 bytes. */
export const documentId = (id: string): string =>
  Buffer.byteLength(id) <= 400 ? id : `sha256:${createHash('sha256').update(id).digest('hex')}`;

/** `_id` of an event: its place in the order of acceptance, so that a place is given once only. */
export const eventDocumentId = (seq: number): string => String(seq).padStart(16, '0');

/** Labels that can be indexed, for people who search in Kibana; the document keeps all. */
const indexable = (labels: Labels): Labels =>
  Object.fromEntries(Object.entries(labels).filter(([name]) => name.length <= 1000 && !name.includes('\0')));

/** Line breaks after the last word: each letter then begins a trigram, so that one or two letters are found by prefix. */
const padded = (text: string): string => `${text}\n\n\n`;

/** Grows with the fields of `alertSource`, so that older documents can be told and written again. */
export const alertShape = 2;

export const alertSource = (alert: Alert, writtenBy: string): object => ({
  id: alert.id,
  version: alert.version,
  written_by: writtenBy,
  status: alert.status,
  triage: alert.triage,
  severity: alert.severity,
  sender: alert.sender,
  service: alert.service,
  assignee: alert.assignee,
  team: teamOf(alert),
  suppressed_by: [...new Set(alert.suppressedBy.map(({ kind }) => kind))],
  incident_id: alert.incidentId,
  snoozed_until: alert.snoozedUntil,
  severity_rank: severityRank(alert.severity),
  name: alert.name,
  name_sort: nameSortKey(alert.name),
  starts_at: alert.startsAt,
  last_seen_at: alert.lastSeenAt,
  first_seen_at: alert.firstSeenAt,
  ends_at: alert.endsAt,
  event_count: alert.eventCount,
  refire_count: alert.refireCount,
  shape: alertShape,
  label_pairs: Object.entries(alert.labels).map(([name, value]) => wellFormed(labelPair(name, value))),
  label_names: Object.keys(alert.labels).map((name) => wellFormed(pairPrefix(name))),
  labels: indexable(alert.labels),
  annotations: indexable(alert.annotations),
  search: padded(alertSearchText(alert)),
  document: JSON.stringify(alert),
});

export const incidentSource = (incident: Incident, writtenBy: string): object => ({
  id: incident.id,
  version: incident.version,
  written_by: writtenBy,
  title: incident.title,
  status: incident.status,
  severity: incident.severity,
  starts_at: incident.startsAt,
  last_seen_at: incident.lastSeenAt,
  search: padded(incidentSearchText(incident)),
  document: JSON.stringify(incident),
});

export const eventSource = ({ seq, event }: AcceptedEvent): object => ({
  seq,
  id: event.id,
  fingerprint: event.fingerprint,
  received_at: event.receivedAt,
  applied: false,
  sender: event.sender,
  name: event.name,
  status: event.status,
  severity: event.severity,
  service: event.service,
  labels: indexable(event.labels),
  document: JSON.stringify(event),
});

export const timelineSource = (entry: TimelineEntry): object => ({
  id: entry.id,
  at: entry.at,
  kind: entry.kind,
  alert_id: entry.alertId,
  incident_id: entry.incidentId,
  document: JSON.stringify(entry),
});

/** A query for text that holds the word, letter by letter; the word is in lower case already. */
export const wordQuery = (word: string): estypes.QueryDslQueryContainer =>
  [...word].length >= 3 ? { match_phrase: { search: word } } : { prefix: { search: word } };
