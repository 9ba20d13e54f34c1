import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  aChange,
  alertQuery,
  anAlert,
  anEntry,
  anEvent,
  anIncident,
  incidentQuery,
  minute,
  start,
  times,
} from '../../../test/stores/alert-documents.js';
import { createAlertStoreMetrics } from '../alert-store-metrics.js';
import type { AlertStore } from '../alert-store.js';
import { createEmbeddedAlertStore } from './embedded-alert-store.js';
import { migrations } from './migrations.js';

let path: string;
let store: AlertStore;
beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'watchroom-old-'));
});
afterEach(async () => {
  await store.close();
  await rm(path, { recursive: true });
});

const open = async (): Promise<AlertStore> => {
  store = createEmbeddedAlertStore({
    path,
    metrics: createAlertStoreMetrics(new Registry(), 'embedded'),
    logger: pino({ level: 'silent' }),
  });
  await store.open();
  return store;
};

/** The steps that the version before had: its journal of events was a table, and it counted nothing for reports. */
const stepsBefore = 3;

/** Writes as that version did: five events of one alert, of which the last two wait; 20 alerts, an incident, a timeline and a document. */
const writeOld = (): void => {
  const database = new Database(join(path, 'alerts.db'));
  database.exec(`PRAGMA journal_mode = WAL; ${migrations.slice(0, stepsBefore).join('\n')}`);
  database.exec(`PRAGMA user_version = ${stepsBefore}`);
  const insert = (table: string, row: Record<string, string | number | null>): void => {
    const names = Object.keys(row);
    database
      .prepare(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`)
      .run(Object.values(row));
  };
  for (const { seq, event } of times(5, (n) => anEvent(n, { fingerprint: 'a1' }))) {
    const { id, fingerprint, receivedAt: received_at } = event;
    // It hashed what an event said, which nothing reads any more.
    const document = JSON.stringify({ ...event, contentHash: 'c1' });
    insert('events', { seq, id, fingerprint, received_at, applied: seq <= 3 ? 1 : 0, document });
  }
  for (const alert of times(20, (n) => anAlert(`a${n}`, { lastSeenAt: start + n * minute, incidentId: 'i1' }))) {
    const source = alert.source && { ...alert.source, contentHash: 'c1' };
    insert('alerts', {
      id: alert.id,
      version: alert.version,
      status: alert.status,
      triage: alert.triage,
      incident_id: alert.incidentId,
      snoozed_until: alert.snoozedUntil,
      last_seen_at: alert.lastSeenAt,
      document: JSON.stringify({ ...alert, source }),
    });
  }
  const incident = anIncident('i1');
  const { id, version, status, severity, startsAt, lastSeenAt } = incident;
  insert('incidents', {
    id,
    version,
    status,
    severity,
    starts_at: startsAt,
    last_seen_at: lastSeenAt,
    search: incident.title.toLowerCase(),
    document: JSON.stringify(incident),
  });
  for (const entry of times(3, (n) => anEntry(`t${n}`, { at: start + n }))) {
    insert('timeline', {
      id: entry.id,
      at: entry.at,
      alert_id: entry.alertId,
      incident_id: entry.incidentId,
      document: JSON.stringify(entry),
    });
  }
  insert('documents', { version: 7, kind: 'view', id: 'v1', document: JSON.stringify({ name: 'On call' }) });
  database.close();
};

describe('a store of the version before', () => {
  it('opens with all that it held', async () => {
    writeOld();
    await open();
    const listed = await store.listAlerts(alertQuery({ limit: 50 }));
    expect([listed.total, listed.items[0]?.id]).toEqual([20, 'a20']);
    expect((await store.getAlerts(['a7']))[0]).toMatchObject({ id: 'a7', incidentId: 'i1' });
    expect((await store.listIncidents(incidentQuery())).items.map(({ id }) => id)).toEqual(['i1']);
    expect((await store.timeline({ alertId: 'a1' }, { limit: 10 })).total).toBe(3);
    expect(await store.getDocument('view', 'v1')).toMatchObject({ version: 7, body: { name: 'On call' } });
    expect((await store.eventsOf('a1', { limit: 10 })).total).toBe(5);
    expect(await store.lastSeq()).toBe(5);
  });

  it('goes on with the events that it had accepted and not applied, once', async () => {
    writeOld();
    await open();
    expect((await store.pendingEvents(10)).map(({ seq }) => seq)).toEqual([4, 5]);
    await store.commit(aChange({ alerts: [anAlert('a1', { version: 2 })], applied: [4] }));
    await store.appendEvents([anEvent(6, { fingerprint: 'a1' })]);
    await store.close();
    await open();
    expect((await store.pendingEvents(10)).map(({ seq }) => seq)).toEqual([5, 6]);
    expect((await store.eventsOf('a1', { limit: 10 })).items.map(({ id }) => id)).toEqual(
      [6, 5, 4, 3, 2, 1].map((seq) => anEvent(seq, { fingerprint: 'a1' }).event.id)
    );
  });

  it('begins to count for reports', async () => {
    writeOld();
    await open();
    const query = { from: start, to: start + 60 * minute, stepMs: 60 * minute, names: 5 };
    expect(await store.tallies(query)).toEqual({ buckets: [], names: [] });
    const tally = { at: start, team: null, service: 'cart', name: 'Slow', counts: { events: 1 } };
    await store.commit(aChange({ tallies: [tally] }));
    expect((await store.tallies(query)).names).toMatchObject([{ name: 'Slow', counts: { events: 1 } }]);
  });
});

it('keeps the steps that stores out there have taken as they are', async () => {
  await open();
  const taken = createHash('sha256').update(migrations.slice(0, stepsBefore).join('\n')).digest('hex');
  expect(taken).toBe('23b6c4127d3adef24346b8fab313ab5e2faf4084557f7e3d1dbe577a6ff7be8a');
});
