import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Clock } from '../clock.js';
import type { CorrelationRule } from '../config/settings.js';
import type { LiveHub } from '../http/live-hub.js';
import { createIncidentHandlers, type IncidentHandlers } from '../incidents/incident-handlers.js';
import type { Intake } from '../intake/create-intake.js';
import { createPlacing, fallbackRule } from '../pipeline/correlate.js';
import type { Stages } from '../pipeline/corridor.js';
import type { Service } from '../service.js';
import type { AlertStore } from '../stores/alert-store.js';
import { createAlertHandlers, type AlertHandlers } from './alert-handlers.js';
import { createProcessor } from './processor.js';
import { createTriageService } from './triage-service.js';

export interface AlertsDeps {
  store: AlertStore;
  intake: Pick<Intake, 'onAccepted'>;
  hub: LiveHub;
  correlation: CorrelationRule[];
  clock: Clock;
  logger: Logger;
  registry: Registry;
  /** Stages of the corridor beyond correlation; those left out do nothing. */
  stages?: Partial<Omit<Stages, 'place'>>;
  /** How often snoozes and lapsed alerts are looked for, ms. */
  sweepMs?: number;
}

const defaultSweepMs = 2000;

/** Alerts and incidents: what events make of them, what people do to them, and the routes that show them. */
export const createAlerts = (
  deps: AlertsDeps
): Service & {
  handlers: AlertHandlers & IncidentHandlers;
  /** A person's line in the timeline of an alert; rejects with `HttpProblem` 404 where there is none. */
  comment(alertId: string, text: string, actor: string): Promise<void>;
} => {
  const { store, hub, clock, logger } = deps;
  const rules = [...deps.correlation, fallbackRule];
  const processor = createProcessor({
    ...deps,
    stages: {
      enrich: [],
      suppress: [],
      routing: { hasRoute: false, groupIntervalMs: 5 * 60_000 },
      ...deps.stages,
      place: createPlacing(deps.correlation),
    },
    windowMs: Math.max(...rules.map(({ windowSeconds }) => windowSeconds)) * 1000,
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
  deps.intake.onAccepted((events) => processor.push(events));

  let timer: NodeJS.Timeout | null = null;
  let sweeping: Promise<void> | null = null;
  const sweep = (): void => {
    processor.sweep();
    sweeping ??= triage
      .endSnoozes()
      .catch((error: unknown) => logger.warn({ err: error }, 'Snoozes could not be ended; trying again'))
      .finally(() => {
        sweeping = null;
      });
  };

  return {
    start: async () => {
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
    },
    comment: async (alertId, text, actor) => {
      await triage.act(alertId, { action: 'comment', text }, actor);
    },
    handlers: { ...createAlertHandlers(store, triage, clock), ...createIncidentHandlers(store) },
  };
};
