import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { anAlert, anEvent } from '../../../test/stores/alert-documents.js';
import { createAlertColumns } from './columns/alert-columns.js';
import { createAlertQueries } from './alert-queries.js';
import { openDatabase } from './database.js';
import { rowOf } from './event-journal.js';
import { createEventRows } from './event-rows.js';
import { migrations } from './migrations.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watchroom-migrations-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** The version before events were linked. */
const unlinked = 3;

it('links the events of an older Watchroom and keeps its alerts, and what it left pending', () => {
  const old = new Database(join(folder, 'alerts.db'));
  old.exec(`${migrations.slice(0, unlinked).join(';')}; PRAGMA user_version = ${unlinked}`);
  const alert = anAlert('a', { version: 7, eventCount: 3, lastSeenAt: 5000 });
  old
    .prepare('INSERT INTO alerts VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
    .run('a', 7, 'firing', 'open', null, null, 5000, JSON.stringify(alert));
  for (const [seq, fingerprint, applied] of [
    [1, 'a', 1],
    [2, 'b', 1],
    [3, 'a', 1],
    [4, 'a', 0],
  ] as const) {
    const { id, receivedAt, document } = rowOf(anEvent(seq, { fingerprint }));
    old
      .prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)')
      .run(seq, id, fingerprint, receivedAt, applied, document);
  }
  old.close();

  const database = openDatabase(folder);
  const events = createEventRows(database);
  const seqsOf = (id: string) => events.of(id, 100, 10).rows.map(({ seq }) => seq);
  expect(createAlertQueries(database, createAlertColumns()).byIds(['a'])).toEqual([alert]);
  expect([seqsOf('a'), seqsOf('b')]).toEqual([[3, 1], [2]]);
  expect(events.of('a', 100, 10).total).toBe(2);
  expect(events.pending()).toEqual([rowOf(anEvent(4, { fingerprint: 'a' }))]);
  expect(events.lastSeq()).toBe(3);
  database.close();
});
