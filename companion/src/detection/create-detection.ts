import { detectorSpec, type Calendar, type DetectorSpec } from '@watchroom/contract';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Clock } from '../clock.js';
import type { LiveHub } from '../http/live-hub.js';
import type { Handlers } from '../http/route.js';
import type { EventSink } from '../intake/intake-route.js';
import type { Service } from '../service.js';
import type { TimeseriesStore } from '../stores/timeseries/timeseries-store.js';
import { createAnomalyCounts } from './anomaly-counts.js';
import { createAnomalyHandlers } from './anomaly-handlers.js';
import { createAnomalyOutbox } from './anomaly-outbox.js';
import { createBandsHandler } from './bands.js';
import { calendarErrors, createCalendars } from './calendars.js';
import { createDetectionMetrics } from './detection-metrics.js';
import { checkSpec, type SpecCheck } from './check-spec.js';
import { createDetectorHandlers } from './detector-handlers.js';
import { createDetectorSet, type DetectorHealth } from './detector-set.js';
import { createDetectionSync } from './detection-sync.js';
import { createDocumentBook, type DocumentStore } from './document-book.js';
import { createFeedbackBook } from './feedback-book.js';
import { createFeedbackHandlers, type CommentOnAlert } from './feedback-handlers.js';
import { createHeeding, createPanelHeeding, type Heeding } from './heeding.js';
import { createHoursRefresher } from './hours-refresher.js';
import { createPreviewHandler } from './preview-handler.js';
import { createScheduler } from './scheduler.js';
import type { Sources } from './sources/types.js';

export interface DetectionDeps {
  store: TimeseriesStore;
  /** Where detectors and feedback of people are kept. */
  documents: DocumentStore;
  sink: EventSink;
  hub: LiveHub;
  comment: CommentOnAlert;
  /** Detectors of the YAML files. */
  detectors: DetectorSpec[];
  /** Holidays and maintenance of the YAML files. */
  calendars: Calendar[];
  sources: Sources | null;
  clock: Clock;
  logger: Logger;
  registry: Registry;
}

export interface Detection extends Service {
  handlers: Pick<
    Handlers,
    | 'bands'
    | 'listAnomalies'
    | 'anomalyHeatmap'
    | 'getAnomaly'
    | 'giveFeedback'
    | 'listFeedback'
    | 'revertFeedback'
    | 'listDetectors'
    | 'createDetector'
    | 'previewDetector'
    | 'getDetector'
    | 'updateDetector'
    | 'deleteDetector'
    | 'listSources'
    | 'listCalendars'
  >;
  /** How the detectors do, without asking the stores. */
  health(): DetectorHealth[];
  /** Takes in what others changed, runs the detectors that are due and waits for them; the timers do the same. */
  tick(): Promise<void>;
}

/** Detection reads go one behind the other on one connection, so more at a time would only hold memory. */
const CONCURRENCY = 2;
const SPREAD = 5000;

/**
 * The detectors of files and of people on their schedule, and the handlers that show and change them. The first run of a detector learns
 * from the stored history, so `start` does not wait for it. A failed run is told by `listDetectors`, log and metrics, and tried
 * again when the detector is next due, over the same points.
 */
export const createDetection = (deps: DetectionDeps): Detection => {
  const { store, sink, hub, clock, sources } = deps;
  const logger = deps.logger.child({ part: 'detection' });
  const feedback = createFeedbackBook({ store: deps.documents, logger });
  const book = createDocumentBook({ store: deps.documents, kind: 'detector', schema: detectorSpec, logger });
  const calendars = createCalendars(deps.calendars);
  const heedingOf = (spec: DetectorSpec): Heeding =>
    createHeeding({ spec, calendars, feedbackOf: (seriesId) => feedback.of(spec.name, seriesId) });
  const check: SpecCheck = (spec, prefix) =>
    checkSpec(spec, [...(sources?.check(spec) ?? []), ...calendarErrors(spec, calendars)], prefix);
  const scheduler = createScheduler({ clock, jobs: [], concurrency: CONCURRENCY });
  const set = createDetectorSet({
    scheduler,
    store,
    clock,
    logger,
    metrics: createDetectionMetrics(deps.registry),
    sources,
    createOutbox: () => createAnomalyOutbox({ store, sink, hub }),
    heedingOf: (spec) => {
      const unknown = calendarErrors(spec, calendars);
      if (unknown.length > 0) {
        // Of one made in Grafana, whose calendar has left the files since.
        logger.warn({ detector: spec.name, errors: unknown }, 'a detector names calendars that are not there');
      }
      return heedingOf(spec);
    },
  });
  // All within 5 s, however long their intervals are, so that a start shows results soon.
  deps.detectors.forEach((spec, index) =>
    set.put(spec, 'file', (Math.min(SPREAD, spec.intervalSeconds * 1000) * index) / deps.detectors.length)
  );
  // After the first runs: what they need of hours that are not made they compute.
  scheduler.add(createHoursRefresher({ store, clock, logger, registry: deps.registry }), SPREAD);
  const sync = createDetectionSync({ book, feedback, set, hub, logger });

  return {
    start: async () => {
      await sync.start();
      set.endStrangers();
      scheduler.start();
      logger.info({ detectors: set.names().length }, 'detection started');
    },
    stop: async () => {
      set.stop();
      await sync.stop();
      await scheduler.stop();
    },
    tick: async () => {
      await sync.once();
      await scheduler.tick();
    },
    health: () => set.names().flatMap((name) => set.health(name) ?? []),
    handlers: {
      bands: createBandsHandler({
        store,
        clock,
        heeding: createPanelHeeding({ specs: set.specs, calendars, feedbackOf: feedback.ofSeries }),
      }),
      listCalendars: () => Promise.resolve({ items: calendars.all() }),
      listSources: sources?.handlers.listSources ?? (() => Promise.resolve({ items: [] })),
      ...createAnomalyHandlers({ store, feedback }),
      ...createFeedbackHandlers({
        book: feedback,
        store,
        comment: deps.comment,
        onChange: sync.feedbackChanged,
        clock,
        logger,
      }),
      ...createDetectorHandlers({
        book,
        set,
        check,
        calendars,
        clock,
        counts: createAnomalyCounts({ store, clock, logger }),
        onChange: sync.detectorsChanged,
        logger,
      }),
      ...createPreviewHandler({ store, clock, sources, check, heedingOf }),
    },
  };
};
