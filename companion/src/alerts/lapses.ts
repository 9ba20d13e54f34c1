import type { Alert } from '@watchroom/contract';

/** Keeps in mind a moment of each alert that has one. */
export interface Deadlines {
  track(alert: Alert): void;
  forget(id: string): void;
  /** Ids of alerts whose moment was at or before `time` (ms), earliest first. They stay tracked until `track` finds none. */
  due(time: number): string[];
}

/** @param momentOf ms; null where the alert has none */
export const createDeadlines = (momentOf: (alert: Alert) => number | null): Deadlines => {
  const moments = new Map<string, number>();
  /** Not later than the earliest of all, so that most calls need not look at any. */
  let earliest = Number.POSITIVE_INFINITY;
  return {
    track: (alert) => {
      const moment = momentOf(alert);
      if (moment === null) {
        moments.delete(alert.id);
        return;
      }
      moments.set(alert.id, moment);
      earliest = Math.min(earliest, moment);
    },
    forget: (id) => void moments.delete(id),
    due: (time) => {
      if (time < earliest) {
        return [];
      }
      const due: Array<[string, number]> = [];
      earliest = Number.POSITIVE_INFINITY;
      for (const entry of moments) {
        earliest = Math.min(earliest, entry[1]);
        if (entry[1] <= time) {
          due.push(entry);
        }
      }
      return due.sort((a, b) => a[1] - b[1]).map(([id]) => id);
    },
  };
};

/** When the word of each firing alert's sender lapses. */
export type Lapses = Deadlines;
export const createLapses = (): Lapses =>
  createDeadlines(({ status, source }) => (status === 'resolved' ? null : (source?.expiresAt ?? null)));
