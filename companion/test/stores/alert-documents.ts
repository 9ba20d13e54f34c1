import type {
  Alert,
  AlertEvent,
  AlertListQuery,
  Incident,
  IncidentListQuery,
  TimelineEntry,
} from '@watchroom/contract';
import type { AcceptedEvent, StateChange } from '../../src/stores/alert-store.js';

/** A moment to count from: 23 Nov 2026, 05:00 UTC. */
export const start = Date.UTC(2026, 10, 23, 5);
export const minute = 60_000;

/** An alert with the given differences from an ordinary one. */
export const anAlert = (id: string, differences: Partial<Alert> = {}): Alert => ({
  id,
  sender: 'alertmanager',
  name: 'HighLatency',
  status: 'firing',
  severity: 'warning',
  triage: 'open',
  triageBy: null,
  triageAt: null,
  triageReason: null,
  snoozedUntil: null,
  assignee: null,
  service: 'cart',
  summary: 'p99 above 2 s',
  description: '',
  labels: { instance: 'cart-1' },
  annotations: { runbook: 'look at the dashboard' },
  links: [{ title: 'graph', url: 'http://prometheus.example/graph' }],
  suppressedBy: [],
  incidentId: null,
  incidentReason: null,
  startsAt: start,
  endsAt: null,
  firstSeenAt: start,
  lastSeenAt: start,
  eventCount: 1,
  refireCount: 0,
  source: { lastEventId: 'e-0', expiresAt: null, firing: [] },
  version: 1,
  ...differences,
});

export const anIncident = (id: string, differences: Partial<Incident> = {}): Incident => ({
  id,
  title: 'Cart is slow',
  status: 'firing',
  severity: 'high',
  services: ['cart', 'checkout'],
  sharedLabels: { cluster: 'eu-1' },
  rule: 'same-service',
  groupKey: 'service=cart',
  alertCount: 2,
  firingCount: 1,
  startsAt: start,
  lastSeenAt: start,
  resolvedAt: null,
  version: 1,
  ...differences,
});

export const anEvent = (seq: number, differences: Partial<AlertEvent> = {}): AcceptedEvent => ({
  seq,
  event: {
    id: `${String(seq).padStart(12, '0')}-${differences.fingerprint ?? 'f1'}`,
    sender: 'alertmanager',
    fingerprint: 'f1',
    name: 'HighLatency',
    status: 'firing',
    severity: 'warning',
    service: 'cart',
    summary: 'p99 above 2 s',
    description: '',
    labels: { instance: 'cart-1' },
    annotations: {},
    links: [],
    startsAt: start,
    endsAt: null,
    receivedAt: start + seq,
    ...differences,
  },
});

export const anEntry = (id: string, differences: Partial<TimelineEntry> = {}): TimelineEntry => ({
  id,
  at: start,
  kind: 'fired',
  alertId: 'a1',
  incidentId: null,
  actor: null,
  text: 'It fired.',
  ...differences,
});

export const aChange = (parts: Partial<StateChange>): StateChange => ({
  alerts: [],
  incidents: [],
  timeline: [],
  applied: [],
  ...parts,
});

export const alertQuery = (parts: Partial<AlertListQuery> = {}): AlertListQuery => ({
  sort: 'lastSeenAt',
  order: 'desc',
  limit: 100,
  ...parts,
});

export const incidentQuery = (parts: Partial<IncidentListQuery> = {}): IncidentListQuery => ({ limit: 50, ...parts });

/** Numbers 1 to n, each made into something. */
export const times = <T>(n: number, make: (index: number) => T): T[] =>
  Array.from({ length: n }, (_, index) => make(index + 1));
