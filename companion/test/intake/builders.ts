import type { Alert, AlertEvent } from '@watchroom/contract';
import type { IncomingEvent } from '../../src/intake/sender.js';
import { stampEvent } from '../../src/pipeline/fingerprint.js';
import type { AcceptedEvent } from '../../src/stores/alert-store.js';

export const t0 = Date.UTC(2026, 10, 23, 3);

/** An alert as the store holds it, with what a test cares for. */
export const anAlert = (with_: Partial<Alert>): Alert => ({
  id: 'a1',
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
  summary: '',
  description: '',
  labels: { alertname: 'HighLatency', service: 'cart' },
  annotations: {},
  links: [],
  suppressedBy: [],
  incidentId: null,
  incidentReason: null,
  startsAt: t0,
  endsAt: null,
  firstSeenAt: t0,
  lastSeenAt: t0,
  eventCount: 1,
  refireCount: 0,
  version: 1,
  ...with_,
});

/** What a sender says. */
export const anIncoming = (with_: Partial<IncomingEvent> = {}): IncomingEvent => {
  const labels = with_.labels ?? { alertname: with_.name ?? 'HighLatency', service: 'cart' };
  return {
    identity: Object.entries(labels).flat(),
    name: labels['alertname'] ?? 'HighLatency',
    status: 'firing',
    severity: 'warning',
    summary: 'slow',
    description: '',
    annotations: {},
    links: [],
    startsAt: t0,
    endsAt: null,
    ...with_,
    labels,
  };
};

/** An accepted event, received `seconds` after `t0`; its seq follows from that. */
export const anEvent = (seconds: number, with_: Partial<IncomingEvent> = {}, sender = 'test'): AcceptedEvent => {
  const receivedAt = t0 + seconds * 1000;
  return stampEvent(sender, anIncoming(with_), receivedAt * 1000, receivedAt);
};

export const eventOf = (seconds: number, with_: Partial<IncomingEvent> = {}): AlertEvent =>
  anEvent(seconds, with_).event;
