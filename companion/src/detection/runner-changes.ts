import { worstSeverity, type Anomaly, type Severity } from '@watchroom/contract';
import type { DetectorConfig } from '../config/settings.js';
import { anomalyEvent } from './anomaly-event.js';
import type { AnomalyOutbox } from './anomaly-outbox.js';
import { autoSeverity, severityReasons, type Breadth } from './auto-severity.js';

/** What the runs of a detector found since it was last handed out. */
export interface RunnerChanges {
  /** An open anomaly that earlier runs have told of. */
  known(anomaly: Anomaly): void;
  /** An anomaly that began, grew or ended. */
  note(anomaly: Anomaly): void;
  /**
   * Hands everything to the outbox; anomalies that were long over when they were found are stored but not alerted. `now` in ms; `series`: how many
   * are watched.
   */
  report(now: number, series: number): void;
  readonly waiting: number;
}

/**
 * All anomalies of a series make one alert: it resolves with the last of them, and while others last it tells of one of those, as
 * severely as the worst of them has been. `recent`: an anomaly that ended longer ago than this (ms) is history.
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
  /** How severe the alert of a series is. */
  const alerted = new Map<string, Severity>();

  const openOne = ({ seriesId, id }: Anomaly): Anomaly | undefined => open.get(seriesId)?.get(id);

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

  const grade = (anomaly: Anomaly, now: number, breadth: Breadth): Severity => {
    if (config.severity !== 'auto') {
      return config.severity;
    }
    const severity = autoSeverity(anomaly, now, breadth);
    // While it lasts it does not sink.
    return anomaly.severity ? worstSeverity(anomaly.severity, severity) : severity;
  };

  /** Notes how severe the alert of a series is to be, and answers whether it has become worse. */
  const raise = (seriesId: string, severity: Severity): boolean => {
    const before = alerted.get(seriesId);
    const worst = before && config.severity === 'auto' ? worstSeverity(before, severity) : severity;
    alerted.set(seriesId, worst);
    return before !== undefined && worst !== before;
  };

  /** Another one of the series that lasts and began before this one had been over for long. */
  const remaining = ({ seriesId, endsAt }: Anomaly): Anomaly | undefined =>
    [...(open.get(seriesId)?.values() ?? [])].find(({ startsAt }) => startsAt <= (endsAt ?? Infinity) + recent);

  /** Grades what changed and what lasts by how many series are anomalous now. */
  const gradeAll = (now: number, series: number): Breadth => {
    for (const change of changes.values()) {
      const { severity } = openOne(change.anomaly) ?? {};
      change.anomaly = { ...change.anomaly, ...(severity && { severity }) };
      follow(change.anomaly);
    }
    const breadth = { anomalous: open.size, series };
    for (const change of changes.values()) {
      change.anomaly = { ...change.anomaly, severity: grade(change.anomaly, now, breadth) };
      if (change.anomaly.endsAt === null) {
        follow(change.anomaly);
      }
    }
    for (const anomaly of [...open.values()].flatMap((ofSeries) => [...ofSeries.values()])) {
      const severity = grade(anomaly, now, breadth);
      if (config.severity === 'auto' && severity !== anomaly.severity) {
        const risen = { ...anomaly, severity };
        follow(risen);
        changes.set(anomaly.id, { anomaly: risen, began: false });
      }
    }
    return breadth;
  };

  return {
    known: (anomaly) => {
      follow(anomaly);
      raise(anomaly.seriesId, config.severity === 'auto' ? (anomaly.severity ?? 'info') : config.severity);
    },
    note: (anomaly) => {
      const before = changes.get(anomaly.id);
      changes.set(anomaly.id, { anomaly, began: before?.began ?? openOne(anomaly) === undefined });
    },
    report: (now, series) => {
      const breadth = gradeAll(now, series);
      const tell = (anomaly: Anomaly): void => {
        const severity = alerted.get(anomaly.seriesId) as Severity;
        const reasons = config.severity === 'auto' ? severityReasons(anomaly, now, breadth) : undefined;
        outbox.addEvent(anomalyEvent(config, anomaly, severity, reasons));
      };
      for (const { anomaly, began } of changes.values()) {
        outbox.addAnomaly(anomaly);
        const isHistory = began && anomaly.endsAt !== null && anomaly.endsAt < now - recent;
        if (isHistory) {
          continue;
        }
        const hasRisen = raise(anomaly.seriesId, anomaly.severity as Severity);
        if (began || (hasRisen && anomaly.endsAt === null)) {
          tell({ ...anomaly, endsAt: null });
        }
        if (anomaly.endsAt !== null) {
          tell(remaining(anomaly) ?? anomaly);
        }
      }
      for (const seriesId of alerted.keys()) {
        if (!open.has(seriesId)) {
          alerted.delete(seriesId);
        }
      }
      changes.clear();
    },
    get waiting() {
      return changes.size;
    },
  };
};
