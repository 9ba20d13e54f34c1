import type { Alert } from '@watchroom/contract';

/** Keeps in mind when the word of each firing alert's sender lapses. */
export interface Lapses {
  track(alert: Alert): void;
  forget(id: string): void;
  /** Ids of alerts whose time was up at or before `time` (ms), earliest first. They stay tracked until they resolve. */
  due(time: number): string[];
}

export const createLapses = (): Lapses => {
  const expiries = new Map<string, number>();
  /** Not later than the earliest of all, so that most calls need not look at any. */
  let earliest = Number.POSITIVE_INFINITY;
  return {
    track: ({ id, status, source }) => {
      const expiresAt = source?.expiresAt ?? null;
      if (status === 'resolved' || expiresAt === null) {
        expiries.delete(id);
        return;
      }
      expiries.set(id, expiresAt);
      earliest = Math.min(earliest, expiresAt);
    },
    forget: (id) => void expiries.delete(id),
    due: (time) => {
      if (time < earliest) {
        return [];
      }
      const due: Array<[string, number]> = [];
      earliest = Number.POSITIVE_INFINITY;
      for (const entry of expiries) {
        earliest = Math.min(earliest, entry[1]);
        if (entry[1] <= time) {
          due.push(entry);
        }
      }
      return due.sort((a, b) => a[1] - b[1]).map(([id]) => id);
    },
  };
};
