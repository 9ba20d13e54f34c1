import { hostname } from 'node:os';
import type { Logger } from 'pino';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { createAlertmanagerAlerts } from './alerts/alertmanager-alerts.js';
import { createAlerts } from './alerts/create-alerts.js';
import { changeHandlers } from './changes/change-handlers.js';
import { changeIntakeRoutes } from './changes/change-routes.js';
import { systemClock, type Clock } from './clock.js';
import { lifecyclePolicy } from './config/lifecycle-schema.js';
import type { Settings } from './config/settings.js';
import { createCorrelator } from './correlation/correlator.js';
import { callsOf } from './correlation/topology.js';
import { createDetection } from './detection/create-detection.js';
import { createSources } from './detection/sources/create-sources.js';
import { createAuthenticate } from './http/authenticate.js';
import { createApi } from './http/create-api.js';
import { createEventStream } from './http/event-stream.js';
import { createFront } from './http/front.js';
import { createLiveHub } from './http/live-hub.js';
import { createIntake } from './intake/create-intake.js';
import { createHostCollector } from './intake/host-collector.js';
import { otlpMetricsRoute } from './intake/otlp-metrics.js';
import { logIntakeRoutes } from './intake/log-routes.js';
import { otlpTracesRoute } from './intake/otlp-traces.js';
import { remoteWriteRoute } from './intake/remote-write.js';
import { createLogs } from './logs/create-logs.js';
import { createLab } from './lab/create-lab.js';
import { createDetectionCheck } from './ops/detection-check.js';
import { createReadiness } from './ops/health.js';
import { claimDataFolder } from './ops/data-lock.js';
import { createLogger } from './ops/logger.js';
import { connectStores } from './ops/connect-stores.js';
import { retryForever } from './ops/retry-forever.js';
import { runShutdown, type ShutdownStep } from './ops/shutdown.js';
import { statusHandler } from './ops/status-handler.js';
import { version } from './ops/version.js';
import { createEnrich } from './pipeline/enrich.js';
import { createReportHandlers } from './reports/report-handlers.js';
import { drilldownHandlers } from './rootcause/drilldown/handlers.js';
import { callCollector } from './rootcause/evidence/calls.js';
import { changeCollector } from './rootcause/evidence/changes.js';
import { logCollector } from './rootcause/evidence/logs.js';
import { rootCauseHandlers } from './rootcause/handlers.js';
import type { Service } from './service.js';
import { createSuppressions } from './suppression/create-suppressions.js';
import { createTraces } from './traces/create-traces.js';
import { createGraphReader, graphHandlers } from './traces/graph-handlers.js';
import { createViewHandlers } from './views/view-handlers.js';
import { seriesHandlers } from './stores/timeseries/series-handlers.js';

export interface App {
  /** Where it listens; known once it has started. */
  readonly url: string;
  /** The admin's bearer token. */
  readonly token: string;
  /** Resolves when requests are answered; the stores may still be on their way (see `/readyz`). */
  start(): Promise<void>;
  /** Ends what is under way and closes everything, within 10 s. */
  stop(): Promise<void>;
}

const shutdownMs = 9000;

/** Wires the companion together. Nothing is opened or listened on before `start`. */
export const createApp = async (
  settings: Settings,
  options: { clock?: Clock; logger?: Logger; threads?: boolean } = {}
): Promise<App> => {
  const { clock = systemClock, logger = createLogger(settings.logLevel), threads = false } = options;
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const hub = createLiveHub();
  const startedAt = clock.now();
  const { alertStore, timeseries } = connectStores(settings, { clock, logger, registry, threads });
  const shared = { clock, logger, registry };

  const logs = createLogs({ ...shared, store: timeseries.store, documents: alertStore.store, config: settings.logs });
  const topology = callsOf(settings.topology ?? []);
  const { edges } = timeseries.store;
  const graph = createGraphReader({ edges, series: timeseries.store, topology });
  const traces = createTraces({ ...shared, store: edges, owner: `${hostname()}:${settings.port}` });
  const intake = createIntake({
    ...shared,
    logs,
    store: alertStore.store,
    tokens: settings.intakeTokens,
    senders: settings.senders,
    routes: [
      remoteWriteRoute({ store: timeseries.store, clock, registry }),
      otlpMetricsRoute({ store: timeseries.store, clock, registry }),
      ...logIntakeRoutes(logs),
      otlpTracesRoute({ traces, clock, registry }),
      ...changeIntakeRoutes({ store: timeseries.store.changes, senders: settings.senders ?? [], clock, registry }),
    ],
  });
  const suppressions = createSuppressions({ ...shared, store: alertStore.store, hub, config: settings.suppression });
  const alerts = createAlerts({
    ...shared,
    suppression: suppressions,
    store: alertStore.store,
    intake,
    hub,
    correlation: settings.correlation,
    stages: { enrich: createEnrich(settings.enrichment), lifecycle: lifecyclePolicy(settings.lifecycle) },
    correlator: createCorrelator({ topology }),
  });
  const sources = createSources({ ...shared, store: timeseries.store, sources: settings.sources });
  const detection = createDetection({
    ...shared,
    store: timeseries.store,
    documents: alertStore.store,
    sink: intake.sink,
    hub,
    comment: alerts.comment,
    detectors: settings.detectors,
    calendars: settings.calendars,
    sources,
  });

  let detectionSince: number | null = null;
  const readiness = createReadiness(version, [
    alertStore.check,
    timeseries.check,
    createDetectionCheck({
      detectors: () => Promise.resolve(detection.health()),
      startedAt: () => detectionSince,
      clock,
    }),
  ]);
  const events = createEventStream({ hub, version, logger, registry });
  const api = createApi({
    handlers: {
      ...alerts.handlers,
      ...suppressions.handlers,
      ...createAlertmanagerAlerts({ store: alertStore.store, clock, startedAt }),
      ...intake.handlers,
      ...logs.handlers,
      ...createViewHandlers({ store: alertStore.store, provisioned: settings.views, logger }),
      ...createReportHandlers(alertStore.store),
      ...detection.handlers,
      ...seriesHandlers({ store: timeseries.store }),
      ...drilldownHandlers({ store: timeseries.store, clock }),
      ...rootCauseHandlers({
        timeseries: timeseries.store,
        alerts: alertStore.store,
        collectors: [
          logCollector(timeseries.store.logs, logs.templates),
          changeCollector(timeseries.store.changes),
          callCollector(graph),
        ],
        logs: timeseries.store.logs,
        clock,
      }),
      ...changeHandlers({ store: timeseries.store.changes }),
      ...graphHandlers({ graph, edges }),
      ...statusHandler({
        settings,
        readiness,
        countSeries: () => timeseries.store.countSeries(),
        countDetectors: () => detection.health().length,
        startedAt,
      }),
    },
    authenticate: createAuthenticate({ ...settings, clock }),
    events,
    readiness,
    allowedOrigins: settings.allowedOrigins,
    version,
    logger,
    registry,
  });
  const front = createFront({ intake: intake.handle, api: (request, response) => void api(request, response) });

  const stopping = new AbortController();
  const running: Array<{ name: string; service: Service }> = [];
  let address: string | null = null;
  let background: Promise<unknown> = Promise.resolve();
  let releaseData = (): Promise<void> => Promise.resolve();

  /** Starts that are under way; a stop waits for them, as they use the stores. */
  const starting = new Set<Promise<void>>();
  const startOne = async (name: string, service: Service): Promise<void> => {
    const start = service.start();
    starting.add(start);
    try {
      await start;
      running.push({ name, service });
    } finally {
      starting.delete(start);
    }
  };
  const run = async (name: string, service: Service): Promise<void> => {
    stopping.signal.throwIfAborted();
    await retryForever(() => startOne(name, service), {
      signal: stopping.signal,
      onFailure: (error) => logger.error({ err: error, service: name }, `${name} can't start; trying again`),
    });
    logger.info({ service: name }, `${name} runs`);
  };

  const openAndRun = async (lab: Service | null): Promise<void> => {
    const withAlerts = alertStore.open(stopping.signal).then(async () => {
      await run('suppression', suppressions);
      await run('alerts', alerts);
    });
    const withSeries = timeseries.open(stopping.signal).then(async () => {
      await run('log intake', logs.intake);
      await run('traces', traces.service);
      if (settings.collectHost) {
        await run('host collector', createHostCollector({ ...shared, store: timeseries.store }));
      }
    });
    await Promise.all([withAlerts, withSeries]);
    await run('log watch', logs.watch(intake.sink));
    // A port that is taken keeps nothing else from running.
    const syslog = logs.syslog && run('syslog', logs.syslog);
    await run('detection', detection);
    await run('sources', sources);
    detectionSince = clock.now();
    if (lab) {
      await run('lab', lab);
    }
    await syslog;
  };

  return {
    get url() {
      if (address === null) {
        throw new Error('The companion has not started');
      }
      return address;
    },
    token: settings.adminToken,
    start: async () => {
      if (settings.elasticsearch === null || settings.clickhouse === null) {
        releaseData = await claimDataFolder(settings.dataDir);
      }
      address = await front.listen(settings.host, settings.port);
      const lab =
        settings.lab === null
          ? null
          : createLab({
              ...shared,
              scenario: settings.lab,
              baseUrl: address,
              timeseries: timeseries.store,
              alerts: alertStore.store,
              token: settings.intakeTokens[0],
            });
      background = openAndRun(lab).catch((error: unknown) => {
        if (!stopping.signal.aborted) {
          logger.fatal({ err: error }, 'start-up failed');
        }
      });
    },
    stop: async () => {
      stopping.abort(new Error('The companion is stopping'));
      const stopServices = (which: (name: string) => boolean) =>
        running
          .filter(({ name }) => which(name))
          .reverse()
          .map(({ name, service }) => ({ name, run: () => service.stop() }));
      const feeds = (name: string): boolean => name === 'lab' || name === 'host collector';
      // What feeds the server stops before the server does; what keeps state stops after the last request.
      const steps = function* (): Generator<ShutdownStep> {
        yield* stopServices(feeds);
        yield { name: 'live updates', run: () => Promise.resolve(events.close()) };
        yield { name: 'requests', run: () => front.stop() };
        yield { name: 'rejected payloads', run: () => intake.settled() };
        yield { name: 'start-up', run: () => background.then(async () => void (await Promise.allSettled(starting))) };
        yield* stopServices((name) => !feeds(name));
        yield {
          name: 'stores',
          run: async () => {
            await Promise.all([alertStore.close(), timeseries.close()]);
          },
        };
        yield { name: 'data folder', run: () => releaseData() };
      };
      await runShutdown(steps(), shutdownMs, logger);
      registry.clear();
      logger.info('stopped');
    },
  };
};
