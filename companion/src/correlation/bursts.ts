import type { BurstSettings } from './burst-settings.js';
import { growBurst, ownKey, startBurst, tieTo, type Burst, type Occurrence, type Tie } from './burst.js';
import type { CoOccurrence } from './co-occurrence.js';
import { createBudget, createPace } from './pace.js';
import type { Recurrences, Recurring } from './recurrence.js';
import { createRoutineBook } from './routine.js';

/** Where an occurrence belongs, and why in words; `incidentId` is null where it opens an incident. */
export interface BurstPlace {
  incidentId: string | null;
  reason: string;
  /** What comes all the time; people are not told of it. */
  routine: boolean;
  /** To be called with the id of the incident that was opened. */
  opened(incidentId: string): void;
}

export interface Bursts {
  place(what: Omit<Occurrence, 'pace'>): BurstPlace;
}

/** Kept open at once; beyond, the one that was quiet for longest ends. */
const maxOpen = 100;

const ties: Record<Tie, (host: string) => string> = {
  again: (host) => `Came again on ${host} before this burst had ended`,
  host: (host) => `On the same host, ${host}, before this burst had ended`,
  kind: () => 'The same kind of alert as in this incident, on another host at the same time',
  moment: () => 'Came in the midst of this burst',
  assorted: () => 'Many incidents have opened lately: gathered with other rare alerts',
};

const shownKind = (kind: string): string => kind.slice(kind.indexOf('\n') + 1);
const times = (count: number): string => `${Math.round(count)} times`;

/**
 * Correlates occurrences, which have no state to go by: bursts in time over hosts become incidents, what comes all the time is routine and
 * glues nothing together. Online; the same occurrences in the same order lead to the same. Memory is bounded, one occurrence costs
 * as much as there are open bursts.
 */
export const createBursts = (deps: {
  settings: BurstSettings;
  recurrences: Recurrences;
  together: CoOccurrence;
}): Bursts => {
  const { settings, recurrences, together } = deps;
  const routines = createRoutineBook(settings, together);
  const pace = createPace();
  const budget = createBudget(settings.openingsAtOnce, settings.openingsPerHour);
  let open: Burst[] = [];

  const forget = (at: number): void => {
    const keep = Math.max(settings.longestGapMs, settings.assortedQuietMs);
    if (open.some(({ lastAt }) => at - lastAt > keep) || open.length > maxOpen) {
      open = open
        .filter(({ lastAt }) => at - lastAt <= keep)
        .sort((a, b) => a.lastAt - b.lastAt)
        .slice(-maxOpen);
    }
  };

  const closest = (occurrence: Occurrence, routine: boolean): { burst: Burst; tie: Tie } | null => {
    let found: { burst: Burst; tie: Tie; strength: number } | null = null;
    for (const burst of open) {
      const tied = tieTo(burst, occurrence, routine, settings);
      if (tied && (!found || tied.strength > found.strength)) {
        found = { burst, ...tied };
      }
    }
    return found;
  };

  const assorted = ({ at, pace: now }: Occurrence): Burst | null =>
    now > settings.floodPerSecond
      ? null
      : (open.find(
          (burst) =>
            burst.assorted &&
            at - burst.lastAt <= settings.assortedQuietMs &&
            at - burst.startedAt <= settings.routineAgeMs
        ) ?? null);

  const joined = (burst: Burst, tie: Tie, occurrence: Occurrence): BurstPlace => {
    growBurst(burst, occurrence, settings);
    return {
      incidentId: burst.incidentId,
      reason: ties[tie](occurrence.host || 'no named host'),
      routine: false,
      opened: () => undefined,
    };
  };

  const placeRare = (occurrence: Occurrence): BurstPlace => {
    const inBudget = budget.left(occurrence.at) || occurrence.pace > settings.floodPerSecond;
    const rest = inBudget ? null : assorted(occurrence);
    if (rest) {
      return joined(rest, 'assorted', occurrence);
    }
    return {
      incidentId: null,
      reason: inBudget
        ? `Nothing related was going on: "${shownKind(occurrence.kind)}" is rare${occurrence.host ? ` on ${occurrence.host}` : ''}`
        : ties.assorted(occurrence.host),
      routine: false,
      opened: (incidentId) => {
        budget.spend(occurrence.at);
        open.push(startBurst(incidentId, occurrence, !inBudget, settings));
      },
    };
  };

  const placeRoutine = (occurrence: Occurrence, episodes: number): BurstPlace => {
    const known = `Routine: has come back ${times(episodes)} lately`;
    const found = routines.find(occurrence);
    if (found) {
      const reason = {
        again: known,
        together: `${known}, and usually comes with "${shownKind(found.with)}"`,
        guest: `${known}; on the same host as "${shownKind(found.with)}"`,
      }[found.tie];
      return { incidentId: found.incidentId, reason, routine: true, opened: () => undefined };
    }
    return {
      incidentId: null,
      reason: known,
      routine: true,
      opened: (incidentId) => routines.open(incidentId, occurrence),
    };
  };

  const surges = ({ rate, peak }: Recurring): boolean =>
    rate > settings.surgePerSecond && rate > settings.surgeFactor * peak;

  return {
    place: (what) => {
      forget(what.at);
      const occurrence: Occurrence = { ...what, pace: pace.beat(what.host, what.at) };
      together.observe(what.kind, what.at);
      const here = recurrences.observe(ownKey(occurrence), what.at);
      const anywhere = recurrences.observe(what.kind, what.at);
      const routine =
        (here.episodes >= settings.routineEpisodes || anywhere.episodes >= settings.routineEpisodesAnywhere) &&
        !surges(here);
      const found = closest(occurrence, routine);
      if (found) {
        return joined(found.burst, found.tie, occurrence);
      }
      return routine ? placeRoutine(occurrence, Math.max(here.episodes, anywhere.episodes)) : placeRare(occurrence);
    },
  };
};
