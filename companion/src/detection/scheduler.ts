import type { Clock } from '../clock.js';

export interface Job {
  intervalMs: number;
  /** Never rejects. */
  run(): Promise<void>;
}

/** Runs each job every interval: spread over the first interval, never beside itself, few at a time, in the order due. */
export interface Scheduler {
  start(): void;
  /** Starts what is due; resolves when all that is under way is done. Called by a timer once started. */
  tick(): Promise<void>;
  /** Starts nothing more and waits for what is under way. */
  stop(): Promise<void>;
}

const TICK = 250;

export const createScheduler = (deps: { clock: Clock; jobs: Job[]; concurrency: number }): Scheduler => {
  const { clock, jobs, concurrency } = deps;
  const began = clock.now();
  const entries = jobs.map((job, index) => ({
    job,
    // All within 5 s, however long their intervals are, so that a start shows results soon.
    dueAt: began + (Math.min(5000, job.intervalMs) * index) / Math.max(1, jobs.length),
    running: false,
  }));
  const underWay = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const runEntry = async (entry: (typeof entries)[number]): Promise<void> => {
    entry.running = true;
    // From the time it was due, not from now, so that runs keep their rhythm; what was missed is not run twice.
    const missed = Math.floor((clock.now() - entry.dueAt) / entry.job.intervalMs);
    entry.dueAt += (missed + 1) * entry.job.intervalMs;
    try {
      await entry.job.run();
    } finally {
      entry.running = false;
    }
  };

  const startDue = (): void => {
    const now = clock.now();
    const due = entries.filter((entry) => !entry.running && entry.dueAt <= now).sort((a, b) => a.dueAt - b.dueAt);
    for (const entry of due.slice(0, Math.max(0, concurrency - underWay.size))) {
      const work = runEntry(entry).finally(() => {
        underWay.delete(work);
        if (!stopped) {
          startDue();
        }
      });
      underWay.add(work);
    }
  };

  const settle = async (): Promise<void> => {
    while (underWay.size > 0) {
      await Promise.all(underWay);
    }
  };

  return {
    start: () => {
      timer = setInterval(startDue, TICK);
    },
    tick: async () => {
      startDue();
      await settle();
    },
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      await settle();
    },
  };
};
