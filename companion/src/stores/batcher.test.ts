import { describe, expect, it, vi } from 'vitest';
import { createBatcher, type Outcome } from './batcher.js';

const doubling = (batches: number[][], options: { maxWeight?: number; maxRunning?: number } = {}) =>
  createBatcher<number, number>({
    weigh: () => 1,
    maxWeight: options.maxWeight ?? 100,
    maxRunning: options.maxRunning ?? 1,
    run: (calls) => {
      batches.push(calls);
      if (calls.includes(13)) {
        return Promise.reject(new Error('all of them'));
      }
      return Promise.resolve(
        calls.map((call): Outcome<number> => (call < 0 ? { error: new Error('negative') } : { value: call * 2 }))
      );
    },
  });

describe('batcher', () => {
  it('puts the calls of one turn into one batch and gives each its own outcome', async () => {
    const batches: number[][] = [];
    const batcher = doubling(batches);
    const outcomes = await Promise.allSettled([batcher.add(1), batcher.add(-1), batcher.add(3)]);
    expect(outcomes.map((one) => (one.status === 'fulfilled' ? one.value : String(one.reason)))).toEqual([
      2,
      'Error: negative',
      6,
    ]);
    expect(batches).toEqual([[1, -1, 3]]);
  });

  it('keeps to the weight and to the order', async () => {
    const batches: number[][] = [];
    const batcher = doubling(batches, { maxWeight: 2 });
    await Promise.all([1, 2, 3, 4, 5].map((n) => batcher.add(n)));
    expect(batches).toEqual([[1, 2], [3, 4], [5]]);
  });

  it('runs a call that is too heavy alone', async () => {
    const batches: number[][] = [];
    const batcher = doubling(batches, { maxWeight: 0.5 });
    await Promise.all([1, 2].map((n) => batcher.add(n)));
    expect(batches).toEqual([[1], [2]]);
  });

  it('rejects a whole batch that failed and goes on with the next', async () => {
    const batcher = doubling([]);
    const failed = await Promise.allSettled([batcher.add(1), batcher.add(13)]);
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await batcher.add(4)).toBe(8);
  });

  it('gathers calls while as many batches run as may', async () => {
    const batches: number[][] = [];
    const finish: Array<() => void> = [];
    const batcher = createBatcher<number, number>({
      weigh: () => 1,
      maxWeight: 100,
      maxRunning: 2,
      run: (calls) => {
        batches.push(calls);
        return new Promise((resolve) => finish.push(() => resolve(calls.map((value) => ({ value })))));
      },
    });
    const turn = () => new Promise(setImmediate);
    const all: Array<Promise<number>> = [];
    for (const n of [1, 2, 3, 4]) {
      all.push(batcher.add(n));
      await turn();
      await turn();
    }
    expect(batches).toEqual([[1], [2]]);
    finish[0]?.();
    await turn();
    await turn();
    expect(batches).toEqual([[1], [2], [3, 4]]);
    const drained = batcher.drain();
    finish[1]?.();
    finish[2]?.();
    await drained;
    expect(await Promise.all(all)).toEqual([1, 2, 3, 4]);
    await batcher.drain();
  });

  it('begins no sooner than the interval after the one before, the first at once', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'setImmediate', 'performance'] });
    try {
      const batches: number[][] = [];
      const batcher = createBatcher<number, number>({
        weigh: () => 1,
        maxWeight: 100,
        maxRunning: 1,
        minIntervalMs: 100,
        run: (calls) => {
          batches.push(calls);
          return Promise.resolve(calls.map((value) => ({ value })));
        },
      });
      const first = batcher.add(1);
      await vi.advanceTimersByTimeAsync(0);
      expect(await first).toBe(1);
      const more = [batcher.add(2), batcher.add(3)];
      await vi.advanceTimersByTimeAsync(90);
      expect(batches).toEqual([[1]]);
      await vi.advanceTimersByTimeAsync(20);
      expect(batches).toEqual([[1], [2, 3]]);
      expect(await Promise.all(more)).toEqual([2, 3]);
      await batcher.drain();
    } finally {
      vi.useRealTimers();
    }
  });
});
