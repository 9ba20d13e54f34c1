import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { runShutdown } from './shutdown.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a step that fails or hangs does not keep the next from its turn, and all ends in time', async () => {
  const done: string[] = [];
  const step = (name: string, run: () => Promise<void>) => ({
    name,
    run: () => {
      done.push(name);
      return run();
    },
  });
  let ended = false;
  const shutdown = runShutdown(
    [
      step('fails', () => Promise.reject(new Error('no'))),
      step('hangs', () => new Promise(() => undefined)),
      step('hangs too', () => new Promise(() => undefined)),
      step('hangs as well', () => new Promise(() => undefined)),
      step('works', () => Promise.resolve()),
    ],
    9000,
    pino({ level: 'silent' })
  ).then(() => {
    ended = true;
  });
  await vi.advanceTimersByTimeAsync(9900);
  await shutdown;
  expect(ended).toBe(true);
  expect(done).toEqual(['fails', 'hangs', 'hangs too', 'hangs as well', 'works']);
});
