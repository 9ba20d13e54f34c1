import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { AlertEvent } from '@watchroom/contract';
import { expect } from 'vitest';
import type { AlertStore } from '../../src/stores/alert-store.js';
import { alertId, applyPending, openTarget, type CrashTarget } from './crash-writer.js';

/** What a writer was told to be safe before it ended. */
export interface Acknowledged {
  appended: number[];
  committed: number[];
}

const startWriter = (target: CrashTarget): ChildProcess =>
  spawn(
    process.execPath,
    ['--conditions=source', '--import', 'tsx', fileURLToPath(new URL('crash-writer.ts', import.meta.url))],
    {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      env: { ...process.env, CRASH_TARGET: JSON.stringify(target) },
      stdio: ['ignore', 'pipe', 'inherit'],
    }
  );

/** Runs a writer and calls `strike` in the midst of its writes, after that many acknowledgements; resolves once it ended. */
export const strikeWriter = async (
  target: CrashTarget,
  after: number,
  strike: (writer: ChildProcess) => void
): Promise<Acknowledged & { exitCode: number | null }> => {
  const acknowledged: Acknowledged = { appended: [], committed: [] };
  const writer = startWriter(target);
  const ended = new Promise<number | null>((resolve) => writer.once('close', resolve));
  if (!writer.stdout) {
    throw new Error('the writer has no output');
  }
  let heard = 0;
  for await (const line of createInterface({ input: writer.stdout })) {
    const [what, seq] = line.split(' ');
    acknowledged[what === 'appended' ? 'appended' : 'committed'].push(Number(seq));
    heard += 1;
    if (heard === after) {
      strike(writer);
    }
  }
  return { ...acknowledged, exitCode: await ended };
};

const allEvents = async (store: AlertStore): Promise<AlertEvent[]> => {
  const events: AlertEvent[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.eventsOf(alertId, { limit: 1000, cursor });
    events.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return events;
};

/** Opens what a killed writer left, and checks that nothing acknowledged is lost and nothing is there or counted twice. */
export const checkSurvivors = async (target: CrashTarget, { appended, committed }: Acknowledged): Promise<void> => {
  const store = await openTarget(target);
  try {
    const pending = new Set((await store.pendingEvents(100_000)).map(({ seq }) => seq));
    expect(committed.filter((seq) => pending.has(seq))).toEqual([]);
    const seqs = (await allEvents(store)).map(({ id }) => Number.parseInt(id, 10));
    const there = new Set(seqs);
    expect(appended.filter((seq) => !there.has(seq))).toEqual([]);
    expect(there.size).toBe(seqs.length);

    await applyPending(store);
    expect(await store.pendingEvents(1)).toEqual([]);
    expect((await store.getAlerts([alertId]))[0]?.eventCount).toBe(seqs.length);
    await expect
      .poll(async () => (await store.timeline({ alertId }, { limit: 1 })).total, { timeout: 5000 })
      .toBe(seqs.length);
  } finally {
    await store.close();
  }
};
