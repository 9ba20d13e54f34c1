import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Clock } from '../clock.js';
import type { CorrelationRule } from '../config/settings.js';
import { createCorrelator, type Correlator } from '../correlation/correlator.js';
import { createLearningStore } from '../correlation/learning-store.js';
import type { LiveHub } from '../http/live-hub.js';
import type { Handlers } from '../http/route.js';
import { createIncidentHandlers, type IncidentHandlers } from '../incidents/incident-handlers.js';
import { createIncidentService } from '../incidents/incident-service.js';
import type { Intake } from '../intake/create-intake.js';
import { createPlacing, fallbackRule } from '../pipeline/correlate.js';
import type { Stages } from '../pipeline/corridor.js';
import type { Service } from '../service.js';
import type { AlertStore } from '../stores/alert-store.js';
import type { Suppressions } from '../suppression/create-suppressions.js';
import { createAlertHandlers, type AlertHandlers } from './alert-handlers.js';
import { createBulkHandlers, type BulkHandlers } from './bulk.js';
import { createProcessor } from './processor.js';
import { createTriageService } from './triage-service.js';
import { createWhyHandler } from './why.js';

export interface AlertsDeps {
  store: AlertStore;
  intake: Pick<Intake, 'handTo'>;
  hub: LiveHub;
  correlation: CorrelationRule[];
  correlator?: Correlator;
  clock: Clock;
  logger: Logger;
  registry: Registry;
  /** Silences, maintenance windows and inhibition rules. */
  suppression?: Pick<Suppressions, 'board' | 'sweep' | 'onChange'>;
  /** Stages of the corridor beyond correlation; those left out do nothing. */
  stages?: Partial<Omit<Stages, 'place' | 'correlator'>>;
  /** How often snoozes and lapsed alerts are looked for, ms. */
  sweepMs?: number;
}

const defaultSweepMs = 2000;

/** Alerts and incidents: what events make of them, what people do to them, and the routes that show them. */
export const createAlerts = (
  deps: AlertsDeps
): Service & {
  handlers: AlertHandlers & BulkHandlers & Pick<Handlers, 'alertWhy'> & IncidentHandlers;
  /** A person's line in the timeline of an alert; rejects with `HttpProblem` 404 where there is none. */
  comment(alertId: string, text: string, actor: string): Promise<void>;
} => {
  const { store, hub, clock, logger } = deps;
  const correlator = deps.correlator ?? createCorrelator();
  const rules = [...deps.correlation, fallbackRule];
  const stages: Stages = {
    enrich: [],
    suppress: deps.suppression ? [deps.suppression.board.stage] : [],
    routing: { hasRoute: false, groupIntervalMs: 5 * 60_000 },
    ...deps.stages,
    place: createPlacing(deps.correlation),
    correlator,
  };
  const processor = createProcessor({
    ...deps,
    stages,
    board: deps.suppression?.board,
    windowMs: Math.max(correlator.windowMs, ...rules.map(({ windowSeconds }) => windowSeconds * 1000)),
  });
  const triage = createTriageService({
    store,
    clock,
    onStored: (alerts) => {
      if (alerts.length > 0) {
        processor.refresh(alerts);
        hub.publish({ type: 'changes', alerts, incidents: [] });
      }
    },
  });
  deps.suppression?.onChange(() => sweep());
  const incidents = createIncidentService({
    store,
    processor,
    clock,
    onMerged: (ids) => ids.forEach(correlator.closed),
  });
  deps.intake.handTo({ take: processor.push, room: processor.room });

  const learning = createLearningStore({ store, correlator, clock, logger });
  let timer: NodeJS.Timeout | null = null;
  let sweeping: Promise<void> | null = null;
  const sweepOnce = async (): Promise<void> => {
    if (processor.ready) {
      await deps.suppression?.sweep();
    }
    await processor.sweep();
    await learning.save();
  };
  const sweep = (): void => {
    sweeping ??= sweepOnce()
      .catch((error: unknown) =>
        logger.warn({ err: error }, 'Ends of snoozes and silences could not be looked for; trying again')
      )
      .finally(() => {
        sweeping = null;
      });
  };

  return {
    start: async () => {
      await learning.load();
      await processor.start();
      timer = setInterval(sweep, deps.sweepMs ?? defaultSweepMs);
      timer.unref();
    },
    stop: async () => {
      if (timer) {
        clearInterval(timer);
      }
      await sweeping;
      await processor.stop();
      await learning.save(true);
    },
    comment: async (alertId, text, actor) => {
      await triage.act(alertId, { action: 'comment', text }, actor);
    },
    handlers: {
      ...createAlertHandlers(store, triage, clock),
      ...createBulkHandlers({ store, triage, clock }),
      alertWhy: createWhyHandler({ store, stages, incident: processor.desk.incident, clock }),
      ...createIncidentHandlers(store, incidents, clock),
    },
  };
};
