import type { Alert } from '@watchroom/contract';
import { expect } from 'vitest';
import { aChange, alertQuery, anAlert, minute, start } from '../../../test/stores/alert-documents.js';
import type { AlertStore } from '../alert-store.js';

/** Commits alerts to a store that has none; lists show them at once. */
export const stored = async (store: AlertStore, alerts: Alert[]): Promise<void> => {
  await store.commit(aChange({ alerts }));
  expect((await store.listAlerts(alertQuery({ limit: 1 }))).total).toBe(alerts.length);
};

/** Alerts that differ in whatever lists can sort and filter by. */
export const mixed: Alert[] = [
  anAlert('a', {
    name: 'disk full',
    severity: 'critical',
    sender: 'alertmanager',
    service: 'cart',
    lastSeenAt: start + 1,
    startsAt: start + 5,
    eventCount: 3,
  }),
  anAlert('b', {
    name: 'Disk slow',
    severity: 'info',
    sender: 'grafana',
    service: 'checkout',
    lastSeenAt: start + 2,
    startsAt: start + 4,
    eventCount: 9,
    status: 'resolved',
  }),
  anAlert('c', {
    name: 'CPU',
    severity: 'unknown',
    sender: 'grafana',
    service: null,
    lastSeenAt: start + 3,
    startsAt: start + 3,
    eventCount: 3,
    triage: 'acknowledged',
  }),
  anAlert('d', {
    name: 'Éclair',
    severity: 'high',
    sender: 'watchroom',
    service: 'cart',
    lastSeenAt: start + 4,
    startsAt: start + 2,
    eventCount: 10,
    incidentId: 'i1',
    suppressedBy: [{ kind: 'silence', id: 's', name: 'night' }],
  }),
  anAlert('e', {
    name: 'cpu',
    severity: 'warning',
    sender: 'grafana',
    service: 'cart',
    lastSeenAt: start + 4,
    startsAt: start + 1,
    eventCount: 1,
    triage: 'snoozed',
    snoozedUntil: start + minute,
  }),
];
