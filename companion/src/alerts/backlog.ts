import { StoreUnavailable } from '../stores/alert-store.js';

/** Holds senders back while more has been accepted than could be applied, so that an alert's state follows soon and memory stays bounded. */
export interface Backlog {
  /**
   * Null where there is room; else resolves once there is, or after a while without. Senders come in the order in which they asked.
   *
   * @throws {StoreUnavailable} where too much waits already.
   */
  room(): Promise<void> | null;
  /** Some of it has been applied. */
  shrunk(): void;
}

/** Above `slowing` events senders wait, up to `waitMs`; above `refusing` nothing is taken. */
export interface BacklogLimits {
  slowing: number;
  refusing: number;
  waitMs: number;
}
/** The first is what a small machine applies within about a second. The last is some hundred megabytes. */
const defaultLimits: BacklogLimits = { slowing: 10_000, refusing: 100_000, waitMs: 1000 };

export const createBacklog = (queued: () => number, limits: BacklogLimits = defaultLimits): Backlog => {
  const waiting: Array<() => void> = [];
  return {
    room: () => {
      const length = queued();
      if (length > limits.refusing) {
        throw new StoreUnavailable(`${length} accepted events wait to be applied`);
      }
      if (length <= limits.slowing) {
        return null;
      }
      return new Promise((resolve) => {
        const timer = setTimeout(resolve, limits.waitMs);
        waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    },
    shrunk: () => {
      if (queued() <= limits.slowing) {
        waiting.splice(0).forEach((go) => go());
      }
    },
  };
};
