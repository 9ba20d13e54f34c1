import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import type { EventSink } from '../intake/intake-route.js';
import type { IncomingEvent } from '../intake/sender.js';
import type { Service } from '../service.js';
import type { LogStore } from '../stores/timeseries/log-store.js';
import type { TimeseriesStore } from '../stores/timeseries/timeseries-store.js';
import { createErrorBursts } from './error-bursts.js';
import { burstEvent, newTemplateEvent } from './log-alerts.js';
import type { LogIntake } from './log-intake.js';
import { countSeries } from './log-series.js';

const minuteMs = 60_000;
/** Templates are learnt for this long after the first line ever, before new ones are told of. */
const learningMs = 60 * minuteMs;
/** New templates that are told of in a minute, at most. */
const maxNewAMinute = 20;
const sender = 'watchroom';

export interface LogAlertOptions {
  newTemplates: 'off' | 'errors' | 'all';
  errorBursts: boolean;
}

/**
 * Watches stored lines: alerts of new templates and bursts of errors go through the pipeline as any sender's, and once a minute the
 * counts by template become series (`log_template_count{service,template}`) for detectors. Counts come from ClickHouse, so
 * that a restart loses none.
 */
export const createLogWatch = (deps: {
  intake: Pick<LogIntake, 'onStored' | 'templates' | 'start' | 'drained'>;
  logs: Pick<LogStore, 'counts'>;
  series: Pick<TimeseriesStore, 'insert'>;
  sink: EventSink;
  alerts: LogAlertOptions;
  clock: Clock;
  logger: Logger;
  canonical: (id: string) => string;
}): Service & { tick: () => Promise<void> } => {
  const { intake, clock, alerts, logger } = deps;
  const bursts = createErrorBursts();
  let waiting: IncomingEvent[] = [];
  let newInMinute = 0;
  let knownSince: number | null = null;
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> = Promise.resolve();

  const firstEver = (): number => {
    if (knownSince === null || knownSince === Infinity) {
      knownSince = [...intake.templates().values()].reduce((least, { firstAt }) => Math.min(least, firstAt), Infinity);
    }
    return knownSince;
  };

  intake.onStored(({ lines, newTemplates }) => {
    const now = clock.now();
    if (alerts.errorBursts) {
      for (const { level, service } of lines) {
        if (level === 'error' || level === 'critical') {
          bursts.count(service, now);
        }
      }
    }
    if (alerts.newTemplates === 'off' || newTemplates.length === 0 || now - firstEver() < learningMs) {
      return;
    }
    for (const found of newTemplates) {
      const { level } = found.line;
      if ((alerts.newTemplates === 'all' || level === 'error' || level === 'critical') && newInMinute < maxNewAMinute) {
        newInMinute += 1;
        waiting.push(newTemplateEvent(found, now));
      }
    }
  });

  const sendAlerts = async (): Promise<void> => {
    waiting.push(...bursts.judge(clock.now()).map(burstEvent));
    const events = waiting;
    if (events.length > 0) {
      await deps.sink.accept(sender, events);
      waiting = waiting.slice(events.length);
    }
  };

  const tick = async (): Promise<void> => {
    newInMinute = 0;
    const results = await Promise.allSettled([sendAlerts(), countSeries({ ...deps, now: clock.now() })]);
    for (const result of results) {
      if (result.status === 'rejected') {
        logger.warn(
          { err: result.reason as unknown },
          'What logs say could not be handed on; trying again in a minute'
        );
      }
    }
  };

  return {
    tick,
    start: async () => {
      await intake.start();
      timer = setInterval(() => {
        running = running.then(tick);
      }, minuteMs);
    },
    stop: async () => {
      if (timer !== null) {
        clearInterval(timer);
      }
      await running;
      await intake.drained();
    },
  };
};
