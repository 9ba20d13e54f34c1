import type { Logger } from 'pino';
import { withTimeLimit } from './time-limit.js';

export interface ShutdownStep {
  name: string;
  run: () => Promise<void>;
}

const stepMs = 4000;
/** What a step gets even where earlier ones used up the time. */
const leastMs = 250;

/** Runs the steps in order; each is asked for when the one before is done. One that fails or hangs is logged and does not keep the next from its turn. */
export const runShutdown = async (steps: Iterable<ShutdownStep>, totalMs: number, logger: Logger): Promise<void> => {
  const deadline = performance.now() + totalMs;
  for (const { name, run } of steps) {
    const remaining = Math.max(leastMs, Math.min(stepMs, deadline - performance.now()));
    try {
      await withTimeLimit(run(), remaining, name);
    } catch (error) {
      logger.error({ err: error, step: name }, 'a step of the shutdown failed');
    }
  }
};
