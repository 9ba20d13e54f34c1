import type { Clock } from '../../clock.js';
import type { Feed } from './feed.js';

/** Runs feeds when they are due: of each source a few at a time, so that a slow one holds up nobody else. */
export interface FeedScheduler {
  add(feed: Feed): void;
  remove(feed: Feed): void;
  start(): void;
  /** Starts what is due, until nothing is due or under way. */
  tick(): Promise<void>;
  /** Starts nothing more and waits for what is under way. */
  stop(): Promise<void>;
}

const tickMs = 250;
const perSource = 2;

export const createFeedScheduler = (clock: Clock): FeedScheduler => {
  const feeds = new Set<Feed>();
  const underWay = new Map<Feed, Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const busy = (source: string): number =>
    [...underWay.keys()].filter(({ spec }) => spec.query.source === source).length;

  const startDue = (): void => {
    const now = clock.now();
    const due = [...feeds].filter((feed) => feed.dueAt <= now && !underWay.has(feed)).sort((a, b) => a.dueAt - b.dueAt);
    for (const feed of due) {
      if (!stopped && busy(feed.spec.query.source) < perSource) {
        underWay.set(
          feed,
          feed.run().finally(() => {
            underWay.delete(feed);
            startDue();
          })
        );
      }
    }
  };

  const settle = async (): Promise<void> => {
    while (underWay.size > 0) {
      await Promise.all(underWay.values());
    }
  };

  return {
    add: (feed) => void feeds.add(feed),
    remove: (feed) => void feeds.delete(feed),
    start: () => {
      timer = setInterval(startDue, tickMs);
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
