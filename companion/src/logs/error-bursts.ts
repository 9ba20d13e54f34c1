/** Errors of a service by minute, to tell a burst from what is usual. */
export interface ErrorBursts {
  /** Counts an error line by the minute that it was received in (ms). */
  count(service: string, now: number): void;
  /** Judges the minutes that are over by `now`: bursts that began, and those that ended. */
  judge(now: number): BurstChange[];
}

export interface BurstChange {
  service: string;
  kind: 'began' | 'ended';
  /** The minute's beginning, ms. */
  at: number;
  errors: number;
  /** Errors a minute that were usual before. */
  usual: number;
}

const minuteMs = 60_000;
/** Fewer errors in a minute are no burst, however quiet it was before. */
const leastErrors = 20;
/** Standard deviations of a Poisson count above the usual rate. */
const deviations = 6;
/** The usual rate follows with this half-life. */
const halfLifeMinutes = 30;
/** Minutes in which a service must have been watched first. */
const learningMinutes = 10;
/** Quiet minutes that end a burst. */
const calmMinutes = 5;
const maxServices = 5000;

interface Watched {
  usual: number;
  minutes: number;
  current: number;
  burning: boolean;
  calm: number;
}

/**
 * A burst is a minute with more errors than six standard deviations above the usual rate (Poisson: the root of the rate), and at least 20.
 * Errors of a burst are not learnt as usual. It ends after five minutes below.
 */
export const createErrorBursts = (): ErrorBursts => {
  const services = new Map<string, Watched>();
  let minute: number | null = null;

  const judgeMinute = (service: string, watched: Watched, at: number): BurstChange | null => {
    const { current: errors, usual } = watched;
    const high = errors >= leastErrors && errors > usual + deviations * Math.sqrt(usual + 1);
    watched.current = 0;
    watched.minutes += 1;
    if (high && watched.minutes > learningMinutes) {
      watched.calm = 0;
      const began = !watched.burning;
      watched.burning = true;
      return began ? { service, kind: 'began', at, errors, usual } : null;
    }
    watched.usual += (errors - usual) * (1 - 0.5 ** (1 / Math.min(halfLifeMinutes, watched.minutes)));
    watched.calm += 1;
    if (watched.burning && watched.calm >= calmMinutes) {
      watched.burning = false;
      return { service, kind: 'ended', at, errors, usual };
    }
    return null;
  };

  const judge = (now: number): BurstChange[] => {
    const current = Math.floor(now / minuteMs) * minuteMs;
    const from = minute ?? current;
    minute = current;
    const changes: BurstChange[] = [];
    // After a long sleep of the machine, the minutes without lines need not be judged one by one.
    for (let at = Math.max(from, current - (calmMinutes + 1) * minuteMs); at < current; at += minuteMs) {
      for (const [service, watched] of services) {
        const change = judgeMinute(service, watched, at);
        if (change !== null) {
          changes.push(change);
        }
        if (watched.usual < 0.001 && !watched.burning && watched.minutes > 1440) {
          services.delete(service);
        }
      }
    }
    return changes;
  };

  return {
    count: (service, now) => {
      minute ??= Math.floor(now / minuteMs) * minuteMs;
      let watched = services.get(service);
      if (watched === undefined) {
        if (services.size >= maxServices) {
          return;
        }
        watched = { usual: 0, minutes: 0, current: 0, burning: false, calm: 0 };
        services.set(service, watched);
      }
      watched.current += 1;
    },
    judge,
  };
};
