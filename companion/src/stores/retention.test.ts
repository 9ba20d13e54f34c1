import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { manualClock } from '../clock.js';
import { createRetention } from './retention.js';

const day = 86_400_000;
const logger = pino({ level: 'silent' });

describe('retention', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('removes every hour, portion by portion, by the injected clock', async () => {
    const clock = manualClock(100 * day);
    const portions = [10, 5, 0, 0];
    const removePortion = vi.fn((_: number) => Promise.resolve(portions.shift() ?? 0));
    const retention = createRetention({ days: 30, clock, logger, removePortion });
    retention.start();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(removePortion.mock.calls).toEqual([[70 * day], [70 * day], [70 * day]]);
    clock.advance(day);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(removePortion.mock.lastCall).toEqual([71 * day]);
    await retention.stop();
    await vi.advanceTimersByTimeAsync(10 * 3_600_000);
    expect(removePortion).toHaveBeenCalledTimes(4);
  });

  it('tries again an hour after a failure', async () => {
    const removePortion = vi.fn((_: number) => Promise.reject(new Error('no')));
    const retention = createRetention({ days: 1, logger, removePortion });
    retention.start();
    await vi.advanceTimersByTimeAsync(60_000 + 3_600_000);
    expect(removePortion).toHaveBeenCalledTimes(2);
    await retention.stop();
  });

  it('never removes where no time is set', async () => {
    const removePortion = vi.fn((_: number) => Promise.resolve(0));
    createRetention({ days: Infinity, logger, removePortion }).start();
    await vi.advanceTimersByTimeAsync(10 * day);
    expect(removePortion).not.toHaveBeenCalled();
  });
});
