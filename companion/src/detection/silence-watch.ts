import type { Anomaly } from '@watchroom/contract';
import type { DetectorConfig } from '../config/settings.js';
import { effectAt, type Heeding } from './heeding.js';
import { missingSince } from './missing-data.js';
import { missingAnomaly, type Watched } from './watched-series.js';

/** Finds the series of a detector that have stopped reporting, by the clock: they have no points that would tell. */
export interface SilenceWatch {
  /**
   * Looks at all series at `now` (ms), up to which their points are known. Series that have not reported since the watch began, or
   * since it last slept, are left alone: it can't tell who is silent from who could not be heard.
   */
  look(watched: ReadonlyMap<string, Watched>, now: number): void;
}

const MINUTE = 60_000;
/** Who has been away for this long was taken away. */
const LONGEST = 24 * 60 * MINUTE;
/** After a longer time without a look, senders may still have a backlog. */
const SLEPT = 2 * MINUTE;
/** Where more than this part of a metric's series have gone for good within the history, their going is no news. */
const COME_AND_GO = 0.1;
const FEW = 2;
/** Told of at a time, of one detector: what silences more is not the series. */
const AT_A_TIME = 100;

/** Whether a metric's series come and go, so that one that goes is no news. */
export const comeAndGo = ({ reporting, gone }: { reporting: number; gone: number }): boolean =>
  gone > Math.max(FEW, COME_AND_GO * reporting);

/** How many series of each metric report, and how many have gone for good. */
const census = (watched: ReadonlyMap<string, Watched>, now: number, since: number) => {
  const counts = new Map<string, { reporting: number; gone: number }>();
  for (const { series, reporting, missing } of watched.values()) {
    const count = counts.get(series.name) ?? { reporting: 0, gone: 0 };
    const isGone = missing === null && reporting.lastAt < since && missingSince(reporting, now, -Infinity) !== null;
    count[isGone ? 'gone' : 'reporting'] += 1;
    counts.set(series.name, count);
  }
  return counts;
};

/** `note` is given each silence that began or ended. Only baseline detectors watch for silence; a threshold is a fixed rule. */
export const createSilenceWatch = (deps: {
  config: DetectorConfig;
  /** When the watch begins, ms. */
  began: number;
  heeding: Heeding;
  note: (anomaly: Anomaly) => void;
}): SilenceWatch => {
  const { config, heeding, note } = deps;
  // Of a query, time goes on step by step.
  const slept = Math.max(SLEPT, 3000 * Math.max(config.intervalSeconds, config.query?.stepSeconds ?? 0));
  let heardSince = deps.began;
  let lookedAt = deps.began;

  const endWhereOver = (entry: Watched, now: number): void => {
    const { missing, reporting } = entry;
    // Half a step of slack, as points do not come on the dot.
    const isBack = missing !== null && reporting.lastAt > missing.startsAt - reporting.steps.step / 2;
    if (missing === null) {
      return;
    }
    if (isBack || now - missing.startsAt > LONGEST || effectAt(heeding, entry.series, now).quiet) {
      note({ ...missing, endsAt: Math.max(missing.startsAt, isBack ? reporting.lastAt : now) });
      entry.missing = null;
    }
  };

  /** A smaller budget asks for a longer silence. */
  const silenceOf = (entry: Watched, now: number, since: number): Anomaly | null => {
    const found = missingAnomaly(config, entry, now, since);
    if (found === null) {
      return null;
    }
    const { quiet, budgetFactor } = effectAt(heeding, entry.series, now);
    const { lastAt } = entry.reporting;
    const isDisowned = quiet || heeding.feedbackOf(entry.series.id).some(({ anomalyId }) => anomalyId === found.id);
    return isDisowned ? null : missingAnomaly(config, entry, lastAt + (now - lastAt) * budgetFactor, since);
  };

  return {
    look: (watched, now) => {
      if (config.kind !== 'baseline') {
        return;
      }
      if (now - lookedAt > slept) {
        heardSince = now;
      }
      lookedAt = now;
      const since = Math.max(heardSince, now - LONGEST);
      const counts = census(watched, now, since);
      let told = 0;
      const silent: Array<[Watched, Anomaly]> = [];
      for (const entry of watched.values()) {
        endWhereOver(entry, now);
        if (entry.missing) {
          told += 1;
          continue;
        }
        const count = counts.get(entry.series.name);
        const found = count && comeAndGo(count) ? null : silenceOf(entry, now, since);
        if (found) {
          silent.push([entry, found]);
        }
      }
      for (const [entry, anomaly] of silent.slice(0, Math.max(0, AT_A_TIME - told))) {
        const others = silent.length - 1;
        const alike = others > 0 ? `, like ${others} other series` : '';
        entry.missing = { ...anomaly, reason: `${anomaly.reason}${alike}` };
        note(entry.missing);
      }
    },
  };
};
