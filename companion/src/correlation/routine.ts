import type { BurstSettings } from './burst-settings.js';
import type { CoOccurrence } from './co-occurrence.js';
import type { Occurrence } from './burst.js';

/** An incident of what comes all the time: kept apart, so that it glues nothing together. */
interface Routine {
  incidentId: string;
  startedAt: number;
  lastAt: number;
  hosts: Set<string>;
  members: number;
  /** Alerts of other kinds that have no incident of their own. */
  guests: number;
}

export interface RoutineBook {
  /** The routine incident that takes it and why; null where there is none yet. */
  find(occurrence: Occurrence): { incidentId: string; tie: 'again' | 'together' | 'guest'; with: string } | null;
  open(incidentId: string, occurrence: Occurrence): void;
}

/** Guests are at most this share of an incident's own alerts, and one. */
const guestShare = 0.25;

/** Incidents of routine kinds: one for each kind, over all hosts, together with the kinds that usually come with it. */
export const createRoutineBook = (settings: BurstSettings, together: CoOccurrence): RoutineBook => {
  const byKind = new Map<string, Routine>();

  const isOpen = (routine: Routine, at: number): boolean =>
    at - routine.lastAt <= settings.routineQuietMs && at - routine.startedAt <= settings.routineAgeMs;

  const openOf = (kind: string, at: number): Routine | undefined => {
    const routine = byKind.get(kind);
    if (routine && !isOpen(routine, at)) {
      byKind.delete(kind);
      return undefined;
    }
    return routine;
  };

  const take = (routine: Routine, { kind, host, at }: Occurrence): void => {
    routine.lastAt = Math.max(routine.lastAt, at);
    routine.hosts.add(host);
    routine.members++;
    byKind.set(kind, routine);
  };

  const hostOf = ({ host, at }: Occurrence): { routine: Routine; kind: string } | null => {
    let found: { routine: Routine; kind: string } | null = null;
    for (const kind of byKind.keys()) {
      const routine = openOf(kind, at);
      if (
        routine?.hosts.has(host) &&
        routine.guests < guestShare * routine.members &&
        (!found || routine.lastAt > found.routine.lastAt)
      ) {
        found = { routine, kind };
      }
    }
    return found;
  };

  return {
    find: (occurrence) => {
      const { kind, at } = occurrence;
      const own = openOf(kind, at);
      if (own) {
        take(own, occurrence);
        return { incidentId: own.incidentId, tie: 'again', with: kind };
      }
      for (const partner of together.partners(kind, settings.togetherShare)) {
        const open = openOf(partner, at);
        if (open) {
          take(open, occurrence);
          return { incidentId: open.incidentId, tie: 'together', with: partner };
        }
      }
      const guest = hostOf(occurrence);
      if (guest) {
        guest.routine.guests++;
        return { incidentId: guest.routine.incidentId, tie: 'guest', with: guest.kind };
      }
      return null;
    },
    open: (incidentId, occurrence) => {
      take(
        { incidentId, startedAt: occurrence.at, lastAt: occurrence.at, hosts: new Set(), members: 0, guests: 0 },
        occurrence
      );
    },
  };
};
