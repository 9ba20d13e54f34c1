import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Clock } from '../clock.js';
import { defaultLogsConfig, type LogsConfig } from '../config/logs-schema.js';
import type { EventSink } from '../intake/intake-route.js';
import { createSyslogServer } from '../intake/syslog-server.js';
import type { Service } from '../service.js';
import type { AlertStore } from '../stores/alert-store.js';
import type { DataStore } from '../stores/timeseries/log-store.js';
import { createHandMerges } from './hand-merges.js';
import { createLogHandlers } from './log-handlers.js';
import { createLogIntake, type LogIntake } from './log-intake.js';
import { createLogWatch } from './log-watch.js';

export interface Logs extends Pick<LogIntake, 'accept'> {
  handlers: ReturnType<typeof createLogHandlers>;
  /** Texts of templates, and as which one each is shown. */
  templates: { canonical(id: string): string; textOf(id: string): string | null };
  /** What runs once the stores are open: templates of earlier runs, alerts, series, and syslog where it is configured. */
  service(sink: EventSink): Service;
}

/** Everything about logs: intake, templates, alerts, API. */
export const createLogs = (deps: {
  store: DataStore;
  documents: Pick<AlertStore, 'listDocuments' | 'putDocument' | 'deleteDocument'>;
  config: LogsConfig | undefined;
  clock: Clock;
  logger: Logger;
  registry: Registry;
}): Logs => {
  const { store, clock, logger, registry, config = defaultLogsConfig } = deps;
  const intake = createLogIntake({ store: store.logs, clock, registry, mask: config.mask });
  const merges = createHandMerges({ store: deps.documents, templates: intake.templates });
  return {
    accept: intake.accept,
    templates: {
      canonical: merges.canonical,
      textOf: (id) => intake.templates().get(id)?.parts.join('') ?? null,
    },
    handlers: createLogHandlers({ logs: store.logs, templates: intake.templates, merges }),
    service: (sink) => {
      const watch = createLogWatch({
        intake,
        logs: store.logs,
        series: store,
        sink,
        alerts: config.alerts,
        clock,
        logger,
        canonical: merges.canonical,
      });
      const syslog =
        config.syslog && createSyslogServer({ ...config.syslog, accept: intake.accept, clock, logger, registry });
      return {
        start: async () => {
          await merges.start();
          await watch.start();
          await syslog?.start();
        },
        stop: async () => {
          await syslog?.stop();
          await watch.stop();
        },
      };
    },
  };
};
