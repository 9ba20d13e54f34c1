/** How much of a core the runs of a detector take. */
export interface CostMeter {
  /** A run that ended at `at` (ms) and took so many seconds; `learnt`: it was one that learns history, which is paid once. */
  add(at: number, seconds: number, learnt: boolean): void;
  /** Part of one core, 0..1, over the last ten minutes or two rounds, or since history was learnt; null before a run after that. */
  cost(now: number): number | null;
}

const WINDOW = 10 * 60_000;
const ROUNDS = 2;

/** `intervalMs`: from run to run. */
export const createCostMeter = (intervalMs: number): CostMeter => {
  const window = Math.max(WINDOW, ROUNDS * intervalMs);
  let runs: Array<{ at: number; seconds: number }> = [];
  let since: number | null = null;
  return {
    add: (at, seconds, learnt) => {
      if (learnt) {
        since = at;
        runs = [];
      } else {
        since ??= at - seconds * 1000;
        runs = [...runs.filter((run) => run.at > at - window), { at, seconds }];
      }
    },
    cost: (now) => {
      if (since === null || runs.length === 0) {
        return null;
      }
      const from = Math.max(since, now - window);
      const spent = runs.reduce((sum, run) => (run.at > from ? sum + run.seconds : sum), 0);
      return Math.min(1, spent / (Math.max(intervalMs, now - from) / 1000));
    },
  };
};
