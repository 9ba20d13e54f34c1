import { randomUUID } from 'node:crypto';
import { Client } from '@elastic/elasticsearch';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  aChange,
  anAlert,
  anEntry,
  anEvent,
  anIncident,
  minute,
  start,
  times,
} from '../../../test/stores/alert-documents.js';
import { StoreUnavailable, type AlertStore } from '../alert-store.js';
import { createAlertStoreMetrics } from '../alert-store-metrics.js';
import { createConnection } from './connection.js';
import { createElasticsearchAlertStore } from './elasticsearch-alert-store.js';
import { removeExpired } from './expiry.js';
import { aliasesOf } from './index-names.js';
import { createReads, visibilityOf } from './reads.js';

const url = process.env.ELASTICSEARCH_URL;

describe.skipIf(url === undefined)('Elasticsearch alert store on a real server (needs ELASTICSEARCH_URL)', () => {
  const access = { url: url ?? '', apiKey: null, username: null, password: null };
  let client: Client;
  let prefix: string;
  let store: AlertStore;

  const another = (): AlertStore =>
    createElasticsearchAlertStore({
      ...access,
      prefix,
      retentionDays: 30,
      registry: new Registry(),
      logger: pino({ level: 'silent' }),
    });

  beforeAll(() => {
    client = new Client({ node: access.url });
  });
  afterAll(() => client.close());
  beforeEach(async () => {
    prefix = `test-${randomUUID()}`;
    store = another();
    await store.open();
  });
  afterEach(async () => {
    await store.close();
    const indices = Object.values(aliasesOf(prefix)).map((alias) => `${alias}-000001`);
    await client.indices.delete({ index: indices, ignore_unavailable: true });
    await client.indices.deleteIndexTemplate({ name: `${prefix}-*` });
  });

  it('is unavailable while an index takes no writes, and mends by itself', async () => {
    const events = aliasesOf(prefix).events;
    await store.ping();
    const block = 'index.blocks.read_only_allow_delete';
    await client.indices.putSettings({ index: events, settings: { [block]: true } });
    await expect(store.ping()).rejects.toThrow(StoreUnavailable);
    await expect(store.appendEvents([anEvent(1)])).rejects.toThrow(StoreUnavailable);
    await client.indices.putSettings({ index: events, settings: { [block]: null } });
    await store.ping();
    await store.appendEvents([anEvent(1)]);
    expect(await store.lastSeq()).toBe(1);
  });

  it('is unavailable where an index is gone, and does not let one of a wrong shape come about', async () => {
    const { alerts } = aliasesOf(prefix);
    await client.indices.delete({ index: `${alerts}-000001` });
    await expect(store.ping()).rejects.toThrow(StoreUnavailable);
    await expect(store.commit(aChange({ alerts: [anAlert('a1')] }))).rejects.toThrow(StoreUnavailable);
    await expect(store.getAlerts(['a1'])).rejects.toThrow(StoreUnavailable);
    await expect(store.facets({})).rejects.toThrow(StoreUnavailable);
    expect(await client.indices.exists({ index: alerts })).toBe(false);
  });

  it('can be opened by several companions at once, of which one wins each version', async () => {
    const companions = times(4, another);
    await Promise.all(companions.map((one) => one.open()));
    await store.commit(aChange({ alerts: [anAlert('a1')] }));
    for (const version of times(10, (n) => n + 1)) {
      const results = await Promise.all(
        companions.map((one, n) =>
          one.commit(
            aChange({
              alerts: [anAlert('a1', { version, summary: `companion ${n}` })],
              timeline: [anEntry(`t${version}-${n}`, { at: start + version })],
            })
          )
        )
      );
      const winners = results.flatMap(({ conflicts }, n) => (conflicts.length === 0 ? [n] : []));
      expect(winners).toHaveLength(1);
      expect((await store.getAlerts(['a1']))[0]?.summary).toBe(`companion ${winners[0]}`);
    }
    // Losers leave no line in the history.
    await expect
      .poll(async () => (await store.timeline({ alertId: 'a1' }, { limit: 100 })).total, { timeout: 10_000 })
      .toBe(10);
    await Promise.all(companions.map((one) => one.close()));
  });

  it('removes what is over, leaves what fires, is pending or holds the last seq', async () => {
    await store.appendEvents(times(4, (n) => anEvent(n)));
    await store.commit(
      aChange({
        alerts: [anAlert('firing'), anAlert('over', { status: 'resolved' })],
        incidents: [anIncident('firing'), anIncident('over', { status: 'resolved' })],
        timeline: [anEntry('old'), anEntry('young', { at: start + minute })],
        applied: [1, 3, 4],
      })
    );
    await client.indices.refresh({ index: Object.values(aliasesOf(prefix)) });
    const connection = createConnection(access, createAlertStoreMetrics(new Registry(), 'elasticsearch'));
    const remove = () =>
      removeExpired(connection, createReads(connection, visibilityOf(connection)), aliasesOf(prefix), start + minute);
    expect([await remove(), await remove()]).toEqual([5, 0]);
    await connection.close();
    expect((await store.getAlerts(['firing', 'over'])).map(({ id }) => id)).toEqual(['firing']);
    expect((await store.getIncidents(['firing', 'over'])).map(({ id }) => id)).toEqual(['firing']);
    expect((await store.pendingEvents(10)).map(({ seq }) => seq)).toEqual([2]);
    expect((await store.eventsOf('f1', { limit: 10 })).total).toBe(2);
    expect(await store.lastSeq()).toBe(4);
  });
});
