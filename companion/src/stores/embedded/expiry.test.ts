import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { anAlert, anEntry, anEvent, anIncident, minute, start, times } from '../../../test/stores/alert-documents.js';
import type { StateChange } from '../alert-store.js';
import { openDatabase, type EmbeddedDatabase } from './database.js';
import { removeExpired } from './expiry.js';
import { rowOf } from './event-journal.js';
import { createEventRows } from './event-rows.js';
import { createStateWrites, type Written } from './state-writes.js';

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
  const { rows } = removeExpired(database, createEventRows(database), before);
  return rows === 0 ? 0 : rows + removeAll(before);
};

const written = <T>(document: T): Written<T> => ({ document, json: JSON.stringify(document) });
const write = ({ alerts, incidents, timeline }: Partial<StateChange>): void =>
  createStateWrites(database).write({
    alerts: (alerts ?? []).map(written),
    repeats: [],
    incidents: (incidents ?? []).map(written),
    timeline: (timeline ?? []).map(written),
  });

describe('expiry of the embedded store', () => {
  it('removes what is over, leaves what fires, is pending or holds the last seq', () => {
    database.exec("INSERT INTO waiting_events VALUES (2, 'e2', 'f1', 0, '{}')");
    const events = createEventRows(database);
    events.putApplied([1, 3, 4].map((n) => rowOf(anEvent(n))));
    write({
      alerts: [
        anAlert('firing'),
        anAlert('over', { status: 'resolved' }),
        anAlert('young', { status: 'resolved', lastSeenAt: start + minute }),
      ],
      incidents: [anIncident('firing'), anIncident('over', { status: 'resolved' })],
      timeline: [anEntry('old'), anEntry('young', { at: start + minute })],
    });
    expect(removeAll(start + minute)).toBe(5);
    expect(idsIn('alerts')).toEqual(['firing', 'young']);
    expect(idsIn('incidents')).toEqual(['firing']);
    expect(idsIn('timeline')).toEqual(['young']);
    expect(events.pending().map(({ seq }) => seq)).toEqual([2]);
    expect(events.of('f1', Number.MAX_SAFE_INTEGER, 10)).toMatchObject({ rows: [{ seq: 4 }], total: 1 });
    expect(events.lastSeq()).toBe(4);
  });

  it('removes in portions', () => {
    database.exec('BEGIN');
    write({ timeline: times(1200, (n) => anEntry(`t${n}`)) });
    database.exec('COMMIT');
    expect([1, 2, 3, 4].map(() => removeExpired(database, createEventRows(database), start + 1).rows)).toEqual([
      500, 500, 200, 0,
    ]);
  });
});
