import type { Anomaly } from '@watchroom/contract';
import type { DetectorConfig } from '../config/settings.js';
import { anomalyEvent } from './anomaly-event.js';
import type { AnomalyOutbox } from './anomaly-outbox.js';

/** What the runs of a detector found since it was last handed out. */
export interface RunnerChanges {
  /** An open anomaly that earlier runs have told of. */
  known(anomaly: Anomaly): void;
  /** An anomaly that began, grew or ended. */
  note(anomaly: Anomaly): void;
  /** Hands everything to the outbox; anomalies that were long over when they were found are stored but not alerted. */
  report(now: number): void;
  readonly waiting: number;
}

/**
 * All anomalies of a series make one alert: it resolves with the last of them, and while others last it tells of one of those.
 * `recent`: an anomaly that ended longer ago than this (ms) is history.
 */
export const createRunnerChanges = (deps: {
  config: DetectorConfig;
  outbox: AnomalyOutbox;
  recent: number;
}): RunnerChanges => {
  const { config, outbox, recent } = deps;
  const changes = new Map<string, { anomaly: Anomaly; began: boolean }>();
  /** Those that last and were told of, by series. */
  const open = new Map<string, Map<string, Anomaly>>();

  const isTold = ({ seriesId, id }: Anomaly): boolean => open.get(seriesId)?.has(id) ?? false;

  const follow = (anomaly: Anomaly): void => {
    const { seriesId, id } = anomaly;
    const ofSeries = open.get(seriesId) ?? new Map<string, Anomaly>();
    if (anomaly.endsAt === null) {
      ofSeries.set(id, anomaly);
      open.set(seriesId, ofSeries);
    } else if (ofSeries.delete(id) && ofSeries.size === 0) {
      open.delete(seriesId);
    }
  };

  /** Another one of the series that lasts and began before this one had been over for long. */
  const remaining = ({ seriesId, endsAt }: Anomaly): Anomaly | undefined =>
    [...(open.get(seriesId)?.values() ?? [])].find(({ startsAt }) => startsAt <= (endsAt ?? Infinity) + recent);

  return {
    known: follow,
    note: (anomaly) => {
      const before = changes.get(anomaly.id);
      changes.set(anomaly.id, { anomaly, began: before?.began ?? !isTold(anomaly) });
    },
    report: (now) => {
      for (const { anomaly } of changes.values()) {
        follow(anomaly);
      }
      for (const { anomaly, began } of changes.values()) {
        outbox.addAnomaly(anomaly);
        const isHistory = began && anomaly.endsAt !== null && anomaly.endsAt < now - recent;
        if (isHistory) {
          continue;
        }
        if (began) {
          outbox.addEvent(anomalyEvent(config, { ...anomaly, endsAt: null }));
        }
        if (anomaly.endsAt !== null) {
          outbox.addEvent(anomalyEvent(config, remaining(anomaly) ?? anomaly));
        }
      }
      changes.clear();
    },
    get waiting() {
      return changes.size;
    },
  };
};
