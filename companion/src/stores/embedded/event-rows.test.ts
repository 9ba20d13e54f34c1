import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { anEvent } from '../../../test/stores/alert-documents.js';
import { openDatabase, type EmbeddedDatabase } from './database.js';
import { rowOf } from './event-journal.js';
import { createEventRows, type EventRow, type EventRows } from './event-rows.js';

let folder: string;
let database: EmbeddedDatabase;
let events: EventRows;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watchroom-events-'));
  database = openDatabase(folder);
  events = createEventRows(database);
});

afterEach(async () => {
  database.close();
  await rm(folder, { recursive: true });
});

const rows = (fingerprint: string, ...seqs: number[]): EventRow[] =>
  seqs.map((seq) => rowOf(anEvent(seq, { fingerprint })));
const seqsOf = (fingerprint: string, before = Number.MAX_SAFE_INTEGER, limit = 100): number[] =>
  events.of(fingerprint, before, limit).rows.map(({ seq }) => seq);

describe('events of the embedded store', () => {
  it('are found by their alert, newest first', () => {
    events.putApplied([...rows('a', 1), ...rows('b', 2), ...rows('a', 3)]);
    events.putApplied([...rows('b', 4), ...rows('a', 5)]);
    expect(seqsOf('a')).toEqual([5, 3, 1]);
    expect(seqsOf('b')).toEqual([4, 2]);
    expect(seqsOf('a', 5, 1)).toEqual([3]);
    expect(seqsOf('a', 4)).toEqual([3, 1]);
    expect(events.of('a', 3, 1).total).toBe(3);
    expect(seqsOf('nobody')).toEqual([]);
  });

  it('take their place where they come late, and are there once', () => {
    events.putApplied(rows('a', 2, 6, 8));
    events.putApplied(rows('a', 4));
    events.putApplied(rows('a', 1, 7, 9));
    events.putApplied(rows('a', 8, 4, 1));
    expect(seqsOf('a')).toEqual([9, 8, 7, 6, 4, 2, 1]);
    expect(events.of('a', 100, 1).total).toBe(7);
  });

  it('leave from the oldest on; what comes late then still finds its place', () => {
    events.putApplied(rows('a', 2, 4, 6));
    expect(events.removeOldest(Number.MAX_SAFE_INTEGER, 2)).toBe(2);
    expect(events.of('a', 100, 10)).toMatchObject({ rows: [{ seq: 6 }], total: 1 });
    events.putApplied(rows('a', 3, 7));
    expect(seqsOf('a')).toEqual([7, 6, 3]);
  });

  it('end with one that an older Watchroom left pending', () => {
    const [waiting] = rows('a', 2) as [EventRow];
    database
      .prepare('INSERT INTO waiting_events (seq, id, fingerprint, received_at, document) VALUES (?, ?, ?, ?, ?)')
      .run(waiting.seq, waiting.id, waiting.fingerprint, waiting.receivedAt, waiting.document);
    expect(events.pending()).toEqual([waiting]);
    events.putApplied([waiting]);
    expect(events.pending()).toEqual([]);
    expect(seqsOf('a')).toEqual([2]);
  });
});
