import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Clock } from '../clock.js';
import { defaultLogsConfig, type LogsConfig } from '../config/logs-schema.js';
import type { EventSink } from '../intake/intake-route.js';
import { createSyslogServer } from '../intake/syslog-server.js';
import type { Service } from '../service.js';
import type { AlertStore } from '../stores/alert-store.js';
import type { DataStore } from '../stores/timeseries/data-store.js';
import { createHandMerges } from './hand-merges.js';
import { createLogHandlers } from './log-handlers.js';
import { createLogIntake, type LogIntake } from './log-intake.js';
import { createLogWatch } from './log-watch.js';
import { createMask } from './mask-sensitive.js';

export interface Logs extends Pick<LogIntake, 'accept'> {
  handlers: ReturnType<typeof createLogHandlers>;
  /** Takes what is sensitive out of a text. */
  mask: (text: string) => string;
  /** Takes lines in; runs as soon as ClickHouse is open. */
  intake: Service;
  /** What runs once all stores are open: alerts and series of what is stored. */
  watch(sink: EventSink): Service;
  /** Listens for syslog; null where that is not configured. */
  syslog: Service | null;
  /** Texts of templates, and as which one each is shown. */
  templates: { canonical(id: string): string; textOf(id: string): string | null };
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
  const mask = createMask(config.mask);
  const intake = createLogIntake({ store: store.logs, clock, registry, mask });
  const merges = createHandMerges({ store: deps.documents, templates: intake.templates });
  return {
    accept: intake.accept,
    templates: {
      canonical: merges.canonical,
      textOf: (id) => intake.templates().get(id)?.parts.join('') ?? null,
    },
    handlers: createLogHandlers({ logs: store.logs, templates: intake.templates, merges }),
    mask,
    intake: { start: intake.start, stop: intake.drained },
    watch: (sink) => {
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
      return {
        start: async () => {
          await merges.start();
          await watch.start();
        },
        stop: watch.stop,
      };
    },
    syslog: config.syslog
      ? createSyslogServer({ ...config.syslog, accept: intake.accept, clock, logger, registry })
      : null,
  };
};
