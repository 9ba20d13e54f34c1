import type { Alert } from '@watchroom/contract';
import type { CallEdge } from '../rootcause/metric-series.js';
import { defaultBurstSettings, type BurstSettings } from './burst-settings.js';
import { createBursts, type BurstPlace } from './bursts.js';
import { createCoOccurrence, type LearntTogether } from './co-occurrence.js';
import { hostOf } from './host-of.js';
import { createRecurrences, type Recurring } from './recurrence.js';
import { createRelated } from './related.js';
import { createTemplates } from './templates.js';
import { createTopology } from './topology.js';

/** What was learnt from history, for keeping over a restart. */
export interface Learnt {
  version: 1;
  recurrences: Array<[string, Recurring]>;
  bursts: LearntTogether;
  episodes: LearntTogether;
}

/**
 * What correlation knows beyond rules. It learns from each alert that it is asked about or told of; the same alerts in the same order lead
 * to the same. Kept in memory, bounded; what was learnt is kept over a restart, what is open is not.
 */
export interface Correlator {
  /** Where an occurrence belongs; to be asked once an event. */
  occurrence(alert: Alert, at: number): BurstPlace;
  /** The incident that an alert belongs to by evidence, where no rule says so; null where too little speaks for any. */
  related(alert: Alert, at: number): { incidentId: string; reason: string } | null;
  /** An alert has begun to fire in an incident. */
  placed(incidentId: string, alert: Alert, at: number): void;
  /** Nothing joins this incident by evidence any more. */
  closed(incidentId: string): void;
  /** How long an incident may be quiet and still take more, ms. */
  readonly windowMs: number;
  learnt(): Learnt;
  restore(learnt: Learnt): void;
}

/** What comes together in minutes, over weeks. */
const episodeWindowMs = 5 * 60_000;
const historyMs = 14 * 24 * 3_600_000;
const keptRecurrences = 5000;
const keptKinds = 1000;

export const createCorrelator = (
  config: { topology?: readonly CallEdge[]; bursts?: Partial<BurstSettings> } = {}
): Correlator => {
  const settings = { ...defaultBurstSettings, ...config.bursts };
  const template = createTemplates();
  const recurrences = createRecurrences(settings);
  const togetherInBursts = createCoOccurrence(settings.togetherMs, historyMs);
  const togetherInEpisodes = createCoOccurrence(episodeWindowMs, historyMs);
  const bursts = createBursts({ settings, recurrences, together: togetherInBursts });
  const related = createRelated({
    topology: createTopology(config.topology ?? []),
    together: togetherInEpisodes,
    template,
  });
  return {
    occurrence: ({ sender, name, labels, service }, at) =>
      bursts.place({ at, kind: `${sender}\n${template(name)}`, host: hostOf(labels) || (service ?? '') }),
    related: related.find,
    placed: related.placed,
    closed: related.drop,
    windowMs: Math.max(settings.longestGapMs, settings.routineQuietMs, settings.assortedQuietMs, episodeWindowMs),
    learnt: () => ({
      version: 1,
      recurrences: recurrences.snapshot(keptRecurrences),
      bursts: togetherInBursts.snapshot(keptKinds),
      episodes: togetherInEpisodes.snapshot(keptKinds),
    }),
    restore: (learnt) => {
      recurrences.restore(learnt.recurrences);
      togetherInBursts.restore(learnt.bursts);
      togetherInEpisodes.restore(learnt.episodes);
    },
  };
};
