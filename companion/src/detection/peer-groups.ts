import type { Anomaly } from '@watchroom/contract';
import type { DetectorConfig } from '../config/settings.js';
import type { SeriesPoints } from '../stores/timeseries/timeseries-store.js';
import { scoreThreshold } from './calibration.js';
import { applyFeedback, type FeedbackEffect } from './feedback-effect.js';
import { effectAt, type Heeding } from './heeding.js';
import { createPeerWatch, type PeerOutlier, type PeerWatch } from './peer-outlier.js';
import { peerAnomaly, peerScore } from './track-anomaly.js';
import type { Watched } from './watched-series.js';

/** Compares the series of a detector with their peers: those of the same metric and the same values of the labels `peersBy`. */
export interface PeerGroups {
  /** Learns who stands apart from points of all series together, in order of time; tells of nobody. */
  learn(slice: readonly SeriesPoints[]): void;
  /** Looks at the newest values, at most once a minute and only at groups with new points. */
  look(watched: ReadonlyMap<string, Watched>, now: number): void;
}

const MINUTE = 60_000;
const LOOK_EVERY = MINUTE;
/** A value is of this moment where it is not older than so many steps of its series, and than a minute. */
const FRESH_STEPS = 2;
/** An anomaly ends after so many looks at which its series did not stand apart. */
const CALM_LOOKS = 3;

interface Group {
  watch: PeerWatch;
  newest: number;
}
/** Of such a time nothing is learnt. */
const isExcepted = ({ quiet, unlearnt }: FeedbackEffect): boolean => quiet || unlearnt;

interface Members<T> {
  ids: string[];
  values: number[];
  who: T[];
}

/** Null where the detector asks for no peers. */
export const createPeerGroups = (deps: {
  config: DetectorConfig;
  heeding: Heeding;
  note: (anomaly: Anomaly) => void;
}): PeerGroups | null => {
  const { config, heeding, note } = deps;
  if (config.kind !== 'baseline' || config.peersBy === null) {
    return null;
  }
  const { peersBy, sensitivity, direction } = config;
  const groups = new Map<string, Group>();
  const calm = new Map<string, number>();
  let lookedAt = -Infinity;

  const keyOf = ({ name, labels }: Watched['series']): string =>
    JSON.stringify([name, ...peersBy.map((label) => labels[label] ?? '')]);
  const groupOf = (key: string): Group => {
    const group = groups.get(key) ?? { watch: createPeerWatch(), newest: -Infinity };
    groups.set(key, group);
    return group;
  };
  const addTo = <T>(all: Map<string, Members<T>>, series: Watched['series'], value: number, who: T): void => {
    const key = keyOf(series);
    const members = all.get(key) ?? { ids: [], values: [], who: [] };
    members.ids.push(series.id);
    members.values.push(value);
    members.who.push(who);
    all.set(key, members);
  };

  const isTold = ({ distance }: PeerOutlier, series: Watched['series'], now: number): boolean => {
    if (direction !== 'both' && direction !== (distance > 0 ? 'up' : 'down')) {
      return false;
    }
    const { quiet, budgetFactor } = effectAt(heeding, series, now);
    return !quiet && peerScore(distance) >= scoreThreshold(sensitivity, budgetFactor);
  };

  const follow = (entry: Watched, outlier: PeerOutlier | undefined, now: number): void => {
    const { id } = entry.series;
    if (outlier && isTold(outlier, entry.series, now)) {
      calm.delete(id);
      const found = peerAnomaly(
        config,
        entry.series,
        entry.apart?.startsAt ?? entry.lastTime,
        entry.lastValue,
        outlier
      );
      if (heeding.feedbackOf(id).some(({ anomalyId }) => anomalyId === found.id)) {
        return;
      }
      if (entry.apart === null || found.score > entry.apart.score) {
        entry.apart = found;
        note(found);
      }
    } else if (entry.apart) {
      const looks = (calm.get(id) ?? 0) + 1;
      calm.set(id, looks);
      if (looks >= CALM_LOOKS) {
        note({ ...entry.apart, endsAt: Math.max(entry.apart.startsAt, entry.lastTime) });
        entry.apart = null;
        calm.delete(id);
      }
    }
  };

  return {
    learn: (slice) => {
      const moments = new Map<number, Map<string, Members<null>>>();
      for (const { series, points } of slice) {
        const heeded = heeding.during(series, points.times[0] ?? 0, points.times.at(-1) ?? 0);
        points.times.forEach((time, index) => {
          const isUnlearnt = heeded.length > 0 && isExcepted(applyFeedback(heeded, time));
          const moment = moments.get(time) ?? new Map<string, Members<null>>();
          addTo(moment, series, isUnlearnt ? NaN : (points.values[index] ?? NaN), null);
          moments.set(time, moment);
        });
      }
      for (const [time, members] of [...moments].sort(([a], [b]) => a - b)) {
        for (const [key, { ids, values }] of members) {
          groupOf(key).watch.look(time, ids, values);
        }
      }
    },

    look: (watched, now) => {
      if (now - lookedAt < LOOK_EVERY) {
        return;
      }
      lookedAt = now;
      const all = new Map<string, Members<Watched>>();
      for (const entry of watched.values()) {
        const isFresh = now - entry.lastTime <= MINUTE + FRESH_STEPS * entry.reporting.steps.step;
        const { quiet } = effectAt(heeding, entry.series, now);
        if (quiet && entry.apart) {
          follow(entry, undefined, now);
        }
        addTo(all, entry.series, isFresh && !quiet ? entry.lastValue : NaN, entry);
      }
      for (const [key, { ids, values, who }] of all) {
        const group = groupOf(key);
        const newest = who.reduce((most, { lastTime }) => Math.max(most, lastTime), -Infinity);
        if (newest > group.newest) {
          group.newest = newest;
          const told = new Map(group.watch.look(now, ids, values).map((outlier) => [outlier.id, outlier]));
          who.forEach((entry, index) => {
            // Of who says nothing nothing is known.
            if (Number.isFinite(values[index])) {
              follow(entry, told.get(entry.series.id), now);
            }
          });
        }
      }
      for (const key of groups.keys()) {
        if (!all.has(key)) {
          groups.delete(key);
        }
      }
    },
  };
};
