import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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
import { openDatabase, type EmbeddedDatabase } from './database.js';
import { removeExpired } from './expiry.js';
import { createJournal } from './journal.js';
import { createStateWrites } from './state-writes.js';

let folder: string;
let database: EmbeddedDatabase;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watchroom-expiry-'));
  database = openDatabase(folder);
});
afterEach(async () => {
  database.close();
  await rm(folder, { recursive: true });
});

const idsIn = (table: string): string[] =>
  database
    .prepare<{ id: string }>(`SELECT id FROM ${table} ORDER BY id`)
    .all()
    .map(({ id }) => id);

const removeAll = (before: number): number => {
  const { rows } = removeExpired(database, before);
  return rows === 0 ? 0 : rows + removeAll(before);
};

describe('expiry of the embedded store', () => {
  it('removes what is over, leaves what fires, is pending or holds the last seq', () => {
    const journal = createJournal(database);
    journal.append(times(4, (n) => anEvent(n)));
    journal.markApplied([1, 3, 4]);
    createStateWrites(database).write(
      aChange({
        alerts: [
          anAlert('firing'),
          anAlert('over', { status: 'resolved' }),
          anAlert('young', { status: 'resolved', lastSeenAt: start + minute }),
        ],
        incidents: [anIncident('firing'), anIncident('over', { status: 'resolved' })],
        timeline: [anEntry('old'), anEntry('young', { at: start + minute })],
      })
    );
    expect(removeAll(start + minute)).toBe(5);
    expect(idsIn('alerts')).toEqual(['firing', 'young']);
    expect(idsIn('incidents')).toEqual(['firing']);
    expect(idsIn('timeline')).toEqual(['young']);
    expect(journal.pending(10).map(({ seq }) => seq)).toEqual([2]);
    expect(journal.eventsOf('f1', { limit: 10 }).items).toHaveLength(2);
    expect(journal.lastSeq()).toBe(4);
  });

  it('removes in portions', () => {
    database.exec('BEGIN');
    createStateWrites(database).write(aChange({ timeline: times(1200, (n) => anEntry(`t${n}`)) }));
    database.exec('COMMIT');
    expect([1, 2, 3, 4].map(() => removeExpired(database, start + 1).rows)).toEqual([500, 500, 200, 0]);
  });
});
