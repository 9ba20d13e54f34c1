import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import type { LiveHub } from '../http/live-hub.js';
import type { Stages } from '../pipeline/corridor.js';
import type { Desk } from '../pipeline/desk.js';
import { StoreUnavailable, type AlertStore, type StateChange } from '../stores/alert-store.js';
import { alertIdsOf, walkBatch, type BatchResult, type Work } from './batch.js';
import type { DeskLoader } from './desk-loader.js';
import type { Deadlines } from './lapses.js';
import type { PipelineMetrics } from './pipeline-metrics.js';

export interface CommitBatchDeps {
  store: AlertStore;
  hub: LiveHub;
  stages: Stages;
  clock: Clock;
  logger: Logger;
  desk: Desk;
  loader: DeskLoader;
  /** Moments at which an alert is to be looked at again. */
  deadlines: readonly Deadlines[];
  metrics: PipelineMetrics;
}

/** Others keep changing the same documents; worth another try after a while. */
export class TooManyConflicts extends Error {
  override name = 'TooManyConflicts';
}

const conflictRetries = 10;
/** How much later than announced a sender may say an alert again. */
export const lapseGraceMs = 60_000;

/**
 * Makes the function that walks works through the corridor, stores what comes of them and tells the open pages. Where someone else was
 * quicker it reads and decides again. Where it throws, calling it again with the same works mends what was left half-done.
 */
export const createCommitBatch = (deps: CommitBatchDeps): ((works: readonly Work[]) => Promise<void>) => {
  const { store, desk, loader, deadlines, metrics } = deps;
  /** What is to be put right on the desk before anything else, since a commit failed. */
  let repair: (() => Promise<void>) | null = null;
  /** Alerts and incidents that failed attempts at the same works touched. */
  let touchedAlerts = new Set<string>();
  let touchedIncidents = new Set<string>();

  const commit = async (change: StateChange): Promise<boolean> => {
    const alerts = change.alerts.map(({ id }) => id);
    const incidents = change.incidents.map(({ id }) => id);
    alerts.forEach((id) => touchedAlerts.add(id));
    incidents.forEach((id) => touchedIncidents.add(id));
    try {
      const { conflicts } = await store.commit(change);
      if (conflicts.length === 0) {
        return true;
      }
      metrics.conflicted(conflicts.length);
      repair = () => loader.undo(alerts, incidents);
      return false;
    } catch (error) {
      if (error instanceof StoreUnavailable) {
        repair = () => loader.undo(alerts, incidents);
      } else {
        // One of these documents will never be taken: none may ride along with the next batch.
        const reread = [...touchedIncidents];
        touchedAlerts = new Set();
        touchedIncidents = new Set();
        repair = () => loader.reload(alerts, reread);
      }
      throw error;
    }
  };

  const settle = (works: readonly Work[], { change, walked, failed }: BatchResult): void => {
    metrics.applied(walked, deps.clock.now());
    for (const { work, error } of failed) {
      if (work.kind === 'edit') {
        work.failed(error);
        continue;
      }
      metrics.eventFailed();
      deps.logger.error({ err: error, alert: alertIdsOf(work)[0] }, 'An event could not be applied');
    }
    change.alerts.forEach(desk.putAlert);
    for (const { id, version } of change.incidents) {
      const open = desk.incident(id);
      if (open) {
        desk.putIncident({ ...open, incident: { ...open.incident, version } });
      }
    }
    for (const id of works.flatMap(alertIdsOf)) {
      const alert = desk.alert(id);
      deadlines.forEach(({ track, forget }) => (alert ? track(alert) : forget(id)));
    }
    const alerts = [...touchedAlerts].flatMap((id) => desk.alert(id) ?? []);
    const incidents = [...touchedIncidents].flatMap((id) => desk.incident(id)?.incident ?? []);
    touchedAlerts = new Set();
    touchedIncidents = new Set();
    if (alerts.length > 0 || incidents.length > 0) {
      deps.hub.publish({ type: 'changes', alerts, incidents });
    }
    for (const work of works) {
      if (work.kind === 'edit') {
        work.done();
      }
    }
  };

  return async (works) => {
    for (let tries = 0; tries < conflictRetries; tries++) {
      if (repair) {
        await repair();
        repair = null;
      }
      await loader.loadAlerts(works.flatMap(alertIdsOf));
      await loader.loadMissing(works.flatMap((work) => (work.kind === 'edit' ? work.incidentIds : [])));
      const result = walkBatch(desk, works, deps.stages, { graceMs: lapseGraceMs, unstored: touchedIncidents });
      const startedAt = performance.now();
      mayBeThere(works);
      if (isEmpty(result.change) || (await commit(result.change))) {
        metrics.committed((performance.now() - startedAt) / 1000);
        settle(works, result);
        return;
      }
    }
    throw new TooManyConflicts('others keep changing the same alerts');
  };
};

const isEmpty = (change: StateChange): boolean =>
  change.alerts.length + change.incidents.length + change.timeline.length + change.applied.length === 0;

/** From its first attempt on, a work may have been stored by one whose answer was lost or that was only half granted. */
const mayBeThere = (works: readonly Work[]): void => {
  for (const work of works) {
    if (work.kind === 'event') {
      work.again = true;
    }
  }
};
