import type { Clock } from '../clock.js';

export interface Job {
  intervalMs: number;
  /** Never rejects. */
  run(): Promise<void>;
}

/** Runs each job every interval: spread over the first interval, never beside itself, few at a time, in the order due. */
export interface Scheduler {
  start(): void;
  /** Takes a job in; it is due in `delayMs`, at once where not said. */
  add(job: Job, delayMs?: number): void;
  /** Makes a job due at once. */
  hurry(job: Job): void;
  /** Starts the job no more; resolves when it is not under way. */
  remove(job: Job): Promise<void>;
  /** Starts what is due; resolves when all that is under way is done. Called by a timer once started. */
  tick(): Promise<void>;
  /** Starts nothing more and waits for what is under way. */
  stop(): Promise<void>;
}

const TICK = 250;

interface Entry {
  job: Job;
  dueAt: number;
  running: Promise<void> | null;
}

export const createScheduler = (deps: { clock: Clock; jobs: Job[]; concurrency: number }): Scheduler => {
  const { clock, jobs, concurrency } = deps;
  const began = clock.now();
  let entries = jobs.map((job, index): Entry => ({
    job,
    // All within 5 s, however long their intervals are, so that a start shows results soon.
    dueAt: began + (Math.min(5000, job.intervalMs) * index) / Math.max(1, jobs.length),
    running: null,
  }));
  const underWay = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const runEntry = async (entry: Entry): Promise<void> => {
    // From the time it was due, not from now, so that runs keep their rhythm; what was missed is not run twice.
    const missed = Math.floor((clock.now() - entry.dueAt) / entry.job.intervalMs);
    entry.dueAt += (missed + 1) * entry.job.intervalMs;
    await entry.job.run();
  };

  const startDue = (): void => {
    const now = clock.now();
    const due = entries.filter((entry) => !entry.running && entry.dueAt <= now).sort((a, b) => a.dueAt - b.dueAt);
    for (const entry of due.slice(0, Math.max(0, concurrency - underWay.size))) {
      const work = runEntry(entry).finally(() => {
        underWay.delete(work);
        entry.running = null;
        if (!stopped) {
          startDue();
        }
      });
      entry.running = work;
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
    add: (job, delayMs = 0) => void entries.push({ job, dueAt: clock.now() + delayMs, running: null }),
    hurry: (job) => {
      for (const entry of entries.filter((one) => one.job === job)) {
        entry.dueAt = Math.min(entry.dueAt, clock.now());
      }
    },
    remove: async (job) => {
      const leaving = entries.filter((entry) => entry.job === job);
      entries = entries.filter((entry) => entry.job !== job);
      await Promise.all(leaving.map(({ running }) => running));
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
