import { pino } from 'pino';
import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { manualClock } from '../../src/clock.js';
import { createHoursRefresher } from '../../src/detection/hours-refresher.js';
import type { HoursMade } from '../../src/stores/timeseries/timeseries-store.js';

/** Makes 20 hours a second of `waiting`. */
const createBusyStore = (waiting: number) => {
  const asked: number[] = [];
  const state = { waiting, elapsed: 0, fails: false };
  const makeHours = async (_: number, most: number): Promise<HoursMade> => {
    if (state.fails) {
      throw new Error('ClickHouse is away');
    }
    const hours = Math.min(most, state.waiting);
    asked.push(hours);
    state.waiting -= hours;
    state.elapsed += hours * 50;
    return { hours, left: state.waiting * 64 };
  };
  const registry = new Registry();
  const job = createHoursRefresher({
    store: { makeHours },
    clock: manualClock(1e12),
    logger: pino({ level: 'silent' }),
    registry,
    elapsed: () => state.elapsed,
  });
  return { state, asked, job, registry };
};

test('a backlog is made in statements of half a second, two seconds a run', async () => {
  const { state, asked, job, registry } = createBusyStore(100);
  await job.run();
  expect(asked).toEqual([1, 4, 10, 10, 10, 10]);
  expect(state.elapsed).toBeLessThan(2500);
  await job.run();
  await job.run();
  expect(state.waiting).toBe(0);
  expect(await registry.metrics()).toMatch(/watchroom_baseline_hours_made_total 100\n/);
  expect(await registry.metrics()).toMatch(/watchroom_baseline_hours_left 0\n/);
});

test('a failure is counted, and the next run goes on', async () => {
  const { state, job, registry } = createBusyStore(3);
  state.fails = true;
  await job.run();
  expect(await registry.metrics()).toMatch(/watchroom_baseline_hours_failures_total 1\n/);
  state.fails = false;
  await job.run();
  expect(state.waiting).toBe(0);
});
