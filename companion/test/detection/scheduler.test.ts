import { expect, test } from 'vitest';
import { manualClock } from '../../src/clock.js';
import { createScheduler } from '../../src/detection/scheduler.js';

const gate = () => {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
};

test('jobs start staggered, keep their rhythm, and what was missed runs once', async () => {
  const clock = manualClock(0);
  const runs: string[] = [];
  const job = (name: string) => ({ intervalMs: 10_000, run: async () => void runs.push(`${name}@${clock.now()}`) });
  const scheduler = createScheduler({ clock, jobs: [job('a'), job('b')], concurrency: 2 });
  await scheduler.tick();
  expect(runs).toEqual(['a@0']);
  clock.set(2500);
  await scheduler.tick();
  expect(runs).toEqual(['a@0', 'b@2500']);
  clock.set(55_000);
  await scheduler.tick();
  await scheduler.tick();
  expect(runs.slice(2).sort()).toEqual(['a@55000', 'b@55000']);
  clock.set(60_000);
  await scheduler.tick();
  expect(runs.at(-1)).toBe('a@60000');
});

test('a job never runs beside itself, few run at a time, and stop waits', async () => {
  const clock = manualClock(0);
  const first = gate();
  const runs: string[] = [];
  const scheduler = createScheduler({
    clock,
    concurrency: 1,
    jobs: [
      {
        intervalMs: 1000,
        run: async () => {
          runs.push('slow');
          await first.passed;
        },
      },
      { intervalMs: 1000, run: async () => void runs.push('quick') },
    ],
  });
  const ticked = scheduler.tick();
  clock.set(10_000);
  void scheduler.tick();
  expect(runs).toEqual(['slow']);
  first.open();
  await ticked;
  expect(runs).toContain('quick');
  const before = runs.length;
  await scheduler.stop();
  expect(runs.length).toBe(before);
});
