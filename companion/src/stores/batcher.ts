/** The outcome of one call of a batch. */
export type Outcome<T> = { value: T } | { error: unknown };

export interface BatcherOptions<Call, Result> {
  /** How much a call counts against `maxWeight`, at least 1. */
  weigh(call: Call): number;
  /** A batch takes calls until this weight is reached; a heavier call runs alone. */
  maxWeight: number;
  /** Batches that may run side by side. */
  maxRunning: number;
  /** A batch begins no sooner than so long after the one before it: fewer, larger ones where calls come without end. Default 0. */
  minIntervalMs?: number;
  /** Carries out a batch; one outcome per call, in order. Where it throws, every call of the batch rejects with that. */
  run(calls: Call[]): Promise<Array<Outcome<Result>>>;
}

export interface Batcher<Call, Result> {
  /** Resolves with the call's own result once the batch it was in is done. */
  add(call: Call): Promise<Result>;
  /** Resolves when nothing waits and nothing runs. */
  drain(): Promise<void>;
}

interface Waiting<Call, Result> {
  call: Call;
  resolve(value: Result): void;
  reject(error: unknown): void;
}

/**
 * Group commit: calls that arrive in one turn of the event loop, or while earlier batches run, share one batch. A turn
 * is the natural window: waiting longer costs latency, committing each call alone costs a disk sync each.
 */
export const createBatcher = <Call, Result>(options: BatcherOptions<Call, Result>): Batcher<Call, Result> => {
  let waiting: Array<Waiting<Call, Result>> = [];
  let running = 0;
  let scheduled = false;
  let startedAt = -Infinity;
  let idle: Array<() => void> = [];

  const take = (): Array<Waiting<Call, Result>> => {
    let weight = 0;
    let count = 0;
    for (const { call } of waiting) {
      weight += options.weigh(call);
      if (count > 0 && weight > options.maxWeight) {
        break;
      }
      count += 1;
    }
    const batch = waiting.slice(0, count);
    waiting = waiting.slice(count);
    return batch;
  };

  const settle = (batch: Array<Waiting<Call, Result>>, outcomes: Array<Outcome<Result>>): void => {
    batch.forEach(({ resolve, reject }, index) => {
      const outcome = outcomes[index];
      if (outcome && 'value' in outcome) {
        resolve(outcome.value);
      } else {
        reject(outcome?.error ?? new Error('a batch gave no outcome for this call'));
      }
    });
  };

  const runBatch = async (): Promise<void> => {
    const batch = take();
    running += 1;
    startedAt = performance.now();
    try {
      settle(batch, await options.run(batch.map(({ call }) => call)));
    } catch (error) {
      for (const { reject } of batch) {
        reject(error);
      }
    }
    running -= 1;
    schedule();
    if (running === 0 && waiting.length === 0) {
      for (const done of idle) {
        done();
      }
      idle = [];
    }
  };

  const schedule = (): void => {
    if (scheduled || waiting.length === 0 || running >= options.maxRunning) {
      return;
    }
    scheduled = true;
    const begin = (): void => {
      scheduled = false;
      void runBatch();
      schedule();
    };
    const rest = startedAt + (options.minIntervalMs ?? 0) - performance.now();
    if (rest > 0) {
      setTimeout(begin, rest);
    } else {
      setImmediate(begin);
    }
  };

  return {
    add: (call) =>
      new Promise((resolve, reject) => {
        waiting.push({ call, resolve, reject });
        schedule();
      }),
    drain: () =>
      running === 0 && waiting.length === 0 ? Promise.resolve() : new Promise((resolve) => idle.push(resolve)),
  };
};
