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

/** `recent`: an anomaly that ended longer ago than this (ms) is history. */
export const createRunnerChanges = (deps: {
  config: DetectorConfig;
  outbox: AnomalyOutbox;
  recent: number;
}): RunnerChanges => {
  const { config, outbox, recent } = deps;
  const changes = new Map<string, { anomaly: Anomaly; began: boolean }>();
  const told = new Set<string>();
  return {
    known: ({ id }) => void told.add(id),
    note: (anomaly) => {
      const before = changes.get(anomaly.id);
      changes.set(anomaly.id, { anomaly, began: before?.began ?? !told.has(anomaly.id) });
    },
    report: (now) => {
      for (const { anomaly, began } of changes.values()) {
        outbox.addAnomaly(anomaly);
        const isHistory = began && anomaly.endsAt !== null && anomaly.endsAt < now - recent;
        if (began && !isHistory) {
          outbox.addEvent(anomalyEvent(config, { ...anomaly, endsAt: null }));
        }
        if (anomaly.endsAt === null) {
          told.add(anomaly.id);
        } else {
          told.delete(anomaly.id);
          if (!isHistory) {
            outbox.addEvent(anomalyEvent(config, anomaly));
          }
        }
      }
      changes.clear();
    },
    get waiting() {
      return changes.size;
    },
  };
};
