import { appendFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { anEvent, times } from '../../../test/stores/alert-documents.js';
import { StoreUnavailable } from '../alert-store.js';
import { createEventJournal, type EventJournal } from './event-journal.js';
import type { EventRow } from './event-rows.js';

let folder: string;
let journal: EventJournal;
let stored: EventRow[];
let synced: number;
let warned: string[];

const open = async (): Promise<EventJournal> => {
  journal = createEventJournal({
    folder,
    backing: {
      lastSeq: () => Promise.resolve(Math.max(0, ...stored.map(({ seq }) => seq))),
      eventIds: (seqs) => Promise.resolve(stored.filter(({ seq }) => seqs.includes(seq))),
      pendingEvents: () => Promise.resolve([]),
      sync: () => {
        synced += 1;
        return Promise.resolve();
      },
    },
    batched: () => undefined,
    logger: { info: () => undefined, warn: (_fields, text) => void warned.push(text) },
  });
  await journal.open();
  return journal;
};

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'watchroom-journal-')), 'journal');
  [stored, synced, warned] = [[], 0, []];
  await open();
});
afterEach(async () => {
  await journal.close();
  await rm(join(folder, '..'), { recursive: true, force: true });
});

const pendingSeqs = () => [...journal.pending.keys()];
const apply = (...seqs: number[]) => {
  stored.push(...seqs.flatMap((seq) => journal.pending.get(seq) ?? []));
  journal.release(seqs);
};

describe('the journal of events', () => {
  it('leaves no file behind once the database has all, and syncs the database before it removes one', async () => {
    await journal.append(times(3, (n) => anEvent(n)));
    expect(await readdir(folder)).toHaveLength(1);
    apply(1, 2, 3);
    expect(synced).toBe(0);
    await journal.close();
    expect(synced).toBe(1);
    expect(await readdir(folder)).toEqual([]);
  });

  it('fills files one after the other, and removes each of which nothing is pending', async () => {
    const big = (n: number) => anEvent(n, { description: 'x'.repeat(5_000_000) });
    await journal.append([big(1)]);
    await journal.append([big(2)]);
    await journal.append([big(3)]);
    expect(await readdir(folder)).toHaveLength(2);
    apply(1);
    expect(await readdir(folder)).toHaveLength(2);
    apply(2);
    await expect.poll(() => readdir(folder)).toHaveLength(1);
    expect(pendingSeqs()).toEqual([3]);
  });

  it('has after a crash what the database has not, and nothing that a crash cut short', async () => {
    await journal.append(times(4, (n) => anEvent(n)));
    stored.push(...[1, 3].flatMap((seq) => journal.pending.get(seq) ?? []));
    const [name = ''] = await readdir(folder);
    await appendFile(join(folder, name), '{"seq":5,"event":{"id":"cut sho');
    await open();
    expect(pendingSeqs()).toEqual([2, 4]);
    expect(journal.lastSeq()).toBe(4);
    expect(warned).toEqual([]);
  });

  it('passes over lines that are spoilt, and says so', async () => {
    await journal.append([anEvent(1)]);
    const [name = ''] = await readdir(folder);
    await appendFile(join(folder, name), '\0\0\0\n');
    await open();
    expect(pendingSeqs()).toEqual([1]);
    expect(warned).toEqual([expect.stringContaining('cannot be read')]);
  });

  it('is unavailable while it cannot write, and mends by itself', async () => {
    await rm(folder, { recursive: true });
    await writeFile(folder, 'in the way');
    await expect(journal.append([anEvent(1)])).rejects.toThrow(StoreUnavailable);
    expect(pendingSeqs()).toEqual([]);
    await rm(folder);
    await open();
    await journal.append([anEvent(1)]);
    expect(pendingSeqs()).toEqual([1]);
  });
});
