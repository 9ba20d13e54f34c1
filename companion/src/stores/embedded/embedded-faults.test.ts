import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aChange, anAlert, anEvent, times } from '../../../test/stores/alert-documents.js';
import { StoreUnavailable, type AlertStore } from '../alert-store.js';
import { openDatabase } from './database.js';
import { createAlertStoreMetrics } from '../alert-store-metrics.js';
import { createEmbeddedAlertStore } from './embedded-alert-store.js';
import { migrations } from './migrations.js';
import { createStateWrites } from './state-writes.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watchroom-faults-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const storeOn = (path: string, registry = new Registry()): AlertStore =>
  createEmbeddedAlertStore({
    path,
    metrics: createAlertStoreMetrics(registry, 'embedded'),
    logger: pino({ level: 'silent' }),
  });

describe('embedded alert store in trouble', () => {
  it('is unavailable while another process holds the file, and mends by itself', async () => {
    const store = storeOn(folder);
    await store.open();
    const other = new Database(join(folder, 'alerts.db'));
    other.exec('BEGIN IMMEDIATE');
    await store.appendEvents([anEvent(1)]);
    const writes = [store.commit(aChange({ alerts: [anAlert('a1')], applied: [1] })), store.ping()];
    for (const write of await Promise.allSettled(writes)) {
      expect(write).toMatchObject({ status: 'rejected', reason: expect.any(StoreUnavailable) as unknown });
    }
    expect((await store.pendingEvents(10)).map(({ seq }) => seq)).toEqual([1]);
    other.exec('ROLLBACK');
    other.close();
    await store.ping();
    expect(await store.commit(aChange({ alerts: [anAlert('a1')], applied: [1] }))).toEqual({ conflicts: [] });
    await store.close();
  });

  it('is unavailable while the database has no room, leaves nothing half-done, and mends by itself', () => {
    const database = openDatabase(folder);
    const state = createStateWrites(database);
    const write = (id: string) => {
      const document = anAlert(id, { description: 'x'.repeat(1_000_000) });
      database.exec('BEGIN');
      try {
        state.write({
          alerts: [{ document, json: JSON.stringify(document) }],
          repeats: [],
          incidents: [],
          timeline: [],
        });
        database.exec('COMMIT');
      } catch (error) {
        database.exec(database.inTransaction ? 'ROLLBACK' : '');
        throw error;
      }
    };
    database.prepare('PRAGMA max_page_count = 60').all();
    expect(() => write('a1')).toThrow(StoreUnavailable);
    database.prepare('PRAGMA max_page_count = 100000').all();
    write('a1');
    database.close();
  });

  it('says so where the folder cannot be made or holds something else', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(storeOn(join(folder, 'file', 'below')).open()).rejects.toThrow(StoreUnavailable);
    await writeFile(join(folder, 'alerts.db'), 'This is no database. '.repeat(100));
    await expect(storeOn(folder).open()).rejects.toThrow(/file is not a database/);
  });

  it('refuses a file of a newer Watchroom', async () => {
    const store = storeOn(folder);
    await store.open();
    await store.close();
    const file = new Database(join(folder, 'alerts.db'));
    file.exec(`PRAGMA user_version = ${migrations.length + 1}`);
    file.close();
    await expect(storeOn(folder).open()).rejects.toThrow(
      new RegExp(`newer Watchroom \\(schema ${migrations.length + 1}, this one knows ${migrations.length}\\)`)
    );
  });

  it('can be opened once what was wrong is put right', async () => {
    await writeFile(join(folder, 'alerts'), 'in the way');
    const store = storeOn(join(folder, 'alerts'));
    await expect(store.open()).rejects.toThrow(StoreUnavailable);
    await expect(store.ping()).rejects.toThrow(StoreUnavailable);
    await rm(join(folder, 'alerts'));
    await store.open();
    await store.ping();
    await store.close();
  });
});

describe('group commit', () => {
  it('shares one transaction among the calls of one turn', async () => {
    const registry = new Registry();
    const store = storeOn(folder, registry);
    await store.open();
    await Promise.all(times(64, (n) => store.appendEvents([anEvent(n)])));
    const metric = await registry.getSingleMetric('watchroom_alert_store_batch_writes')?.get();
    const value = (name: string) => metric?.values.find((one) => 'metricName' in one && one.metricName === name)?.value;
    expect(value('watchroom_alert_store_batch_writes_sum')).toBe(64);
    expect(value('watchroom_alert_store_batch_writes_count')).toBe(1);
    await store.close();
  });
});
