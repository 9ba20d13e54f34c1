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
import { removeIndices } from '../../../test/stores/elasticsearch-indices.js';
import { SequenceTaken, StoreUnavailable, type AlertStore } from '../alert-store.js';
import { createAlertStoreMetrics } from '../alert-store-metrics.js';
import { createConnection } from './connection.js';
import { documentId, eventDocumentId, eventSource, timelineSource } from './documents.js';
import { createElasticsearchAlertStore } from './elasticsearch-alert-store.js';
import { removeExpired } from './expiry.js';
import { aliasesOf } from './index-names.js';
import { createReads, visibilityOf } from './reads.js';

const url = process.env.ELASTICSEARCH_URL;

describe.skipIf(url === undefined)('Elasticsearch alert store on a real server (needs ELASTICSEARCH_URL)', () => {
  const access = { url: url ?? '', apiKey: null, username: null, password: null };
  let client: Client;
  const seqAt = (at: number): number => at * 1000;
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
    await removeIndices(client, prefix);
  });

  it('is unavailable while an index takes no writes, and mends by itself', async () => {
    const events = aliasesOf(prefix).events;
    await store.ping();
    const block = 'index.blocks.read_only_allow_delete';
    await client.indices.putSettings({ index: events, settings: { [block]: true } });
    await expect(store.ping()).rejects.toThrow(StoreUnavailable);
    const event = anEvent(seqAt(Date.now()));
    await expect(store.appendEvents([event])).rejects.toThrow(StoreUnavailable);
    await client.indices.putSettings({ index: events, settings: { [block]: null } });
    await store.ping();
    await store.appendEvents([event]);
    expect(await store.lastSeq()).toBe(event.seq);
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

  const removeBefore = async (before: number): Promise<number> => {
    const connection = createConnection(access, createAlertStoreMetrics(new Registry(), 'elasticsearch'));
    const reads = createReads(connection, visibilityOf(connection));
    try {
      return await removeExpired(connection, reads, aliasesOf(prefix), before);
    } finally {
      await connection.close();
    }
  };
  const daysOf = async (alias: string): Promise<string[]> =>
    Object.keys(await client.indices.get({ index: alias })).map((index) => index.slice(alias.length + 1));
  const day = 24 * 60 * minute;
  it('removes what is over, leaves what fires, is pending or holds the last seq', async () => {
    await store.appendEvents(times(4, (n) => anEvent(n)));
    await store.commit(
      aChange({
        alerts: [anAlert('firing'), anAlert('over', { status: 'resolved' })],
        incidents: [anIncident('firing'), anIncident('over', { status: 'resolved' })],
        timeline: [anEntry('old'), anEntry('young', { at: start + day })],
        applied: [1, 3, 4],
      })
    );
    await client.indices.refresh({ index: Object.values(aliasesOf(prefix)) });
    expect([await removeBefore(start + day), await removeBefore(start + day)]).toEqual([5, 0]);
    expect((await store.getAlerts(['firing', 'over'])).map(({ id }) => id)).toEqual(['firing']);
    expect((await store.getIncidents(['firing', 'over'])).map(({ id }) => id)).toEqual(['firing']);
    expect((await store.pendingEvents(10)).map(({ seq }) => seq)).toEqual([2]);
    expect((await store.eventsOf('f1', { limit: 10 })).total).toBe(2);
    expect(await store.lastSeq()).toBe(4);
    expect((await store.timeline({ alertId: 'a1' }, { limit: 10 })).items.map(({ id }) => id)).toEqual(['young']);
  });

  it('keeps an index for each day, which goes as a whole once its day is over', async () => {
    const { events, timeline } = aliasesOf(prefix);
    const moments = [start, start + day, start + 2 * day];
    const accepted = moments.map((at) => anEvent(seqAt(at), { receivedAt: at }));
    await store.appendEvents(accepted);
    await store.appendEvents(accepted);
    const timelines = moments.map((at) => anEntry(`t${at}`, { at }));
    await store.commit(aChange({ timeline: timelines, applied: accepted.slice(0, 1).map(({ seq }) => seq) }));
    const days = ['2026.11.23-000001', '2026.11.24-000001', '2026.11.25-000001'];
    expect(await daysOf(events)).toEqual(expect.arrayContaining(days));
    expect(await removeBefore(Date.UTC(2026, 10, 25))).toBeGreaterThan(0);
    // The second day holds an event that is still to be applied.
    expect(await daysOf(events)).not.toContain(days[0]);
    expect(await daysOf(events)).toEqual(expect.arrayContaining(days.slice(1)));
    expect(await daysOf(timeline)).not.toEqual(expect.arrayContaining(days.slice(0, 1)));
    expect((await store.pendingEvents(10)).map(({ seq }) => seq)).toEqual(accepted.slice(1).map(({ seq }) => seq));
    expect((await store.timeline({ alertId: 'a1' }, { limit: 10 })).total).toBe(1);
  });

  it('goes on where an older Watchroom kept all days in one index', async () => {
    await store.close();
    const { events, timeline } = aliasesOf(prefix);
    for (const alias of [events, timeline]) {
      const today = await client.indices.get({ index: alias });
      await client.indices.delete({ index: Object.keys(today) });
      const mappings = Object.values(today)[0]?.mappings ?? {};
      await client.indices.create({
        index: `${alias}-000001`,
        aliases: { [alias]: { is_write_index: true } },
        mappings,
      });
    }
    const old = times(3, (n) => anEvent(seqAt(start) + n, { receivedAt: start }));
    const entry = anEntry('old');
    const operations = [
      ...old.flatMap((accepted) => [
        { create: { _index: events, _id: eventDocumentId(accepted.seq) } },
        { ...eventSource(accepted), applied: accepted === old[0] },
      ]),
      { create: { _index: timeline, _id: documentId('old') } },
      timelineSource(entry),
    ];
    await client.bulk({ operations, refresh: true });
    store = another();
    await store.open();
    expect(await store.lastSeq()).toBe(old[2]?.seq);
    await expect(store.appendEvents([anEvent(seqAt(start) + 3, { fingerprint: 'other' })])).rejects.toThrow(
      SequenceTaken
    );
    await store.appendEvents([...old, anEvent(seqAt(start) + 4, { receivedAt: start })]);
    await store.commit(aChange({ timeline: [anEntry('new', { at: start + 1 })], applied: [seqAt(start) + 2] }));
    expect((await store.pendingEvents(10)).map(({ seq }) => seq - seqAt(start))).toEqual([3, 4]);
    expect((await store.timeline({ alertId: 'a1' }, { limit: 10 })).items.map(({ id }) => id)).toEqual(['new', 'old']);
    expect(await daysOf(events)).toEqual(expect.arrayContaining(['000001', '2026.11.23-000001']));
    // Opened once more, it is the same, and what is over goes from the old index as well.
    await store.close();
    await store.open();
    await store.commit(aChange({ applied: [seqAt(start) + 3, seqAt(start) + 4] }));
    await removeBefore(start + 2 * day);
    expect(await daysOf(events)).not.toContain('000001');
    expect(await daysOf(timeline)).not.toContain('000001');
    expect(await store.lastSeq()).toBe(seqAt(start) + 4);
  });
});
