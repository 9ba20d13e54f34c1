import type { Clock } from '../clock.js';

export interface SenderFigures {
  lastEventAt: number | null;
  events: number;
  lastRejectedAt: number | null;
  rejected: number;
}

export interface SenderStats {
  readonly since: number;
  of(sender: string): SenderFigures;
  accepted(sender: string, events: number): void;
  rejected(sender: string): void;
}

/** What each sender has sent since the start, times in ms. */
export const createSenderStats = (clock: Clock): SenderStats => {
  const figures = new Map<string, SenderFigures>();
  const of = (sender: string): SenderFigures => {
    const known = figures.get(sender) ?? { lastEventAt: null, events: 0, lastRejectedAt: null, rejected: 0 };
    figures.set(sender, known);
    return known;
  };
  return {
    since: clock.now(),
    of,
    accepted: (sender, events) => {
      if (events > 0) {
        const own = of(sender);
        own.lastEventAt = clock.now();
        own.events += events;
      }
    },
    rejected: (sender) => {
      const own = of(sender);
      own.lastRejectedAt = clock.now();
      own.rejected++;
    },
  };
};
