import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Anomaly } from '@watchroom/contract';
import type { Clock } from '../clock.js';
import type { DetectorConfig } from '../config/settings.js';
import type { SeriesPoints, TimeseriesStore } from '../stores/timeseries/timeseries-store.js';
import { anomalyEvent } from './anomaly-event.js';
import type { AnomalyOutbox } from './anomaly-outbox.js';
import { JUDGED_UNTIL, readJudgedUntil, writeJudgedUntil } from './judged-until.js';
import { MAX_SERIES, readSlices } from './read-slices.js';
import { historyOf, readHistory } from './warm-up.js';
import { createWatched, hasEnded, judgePoints, type Watched } from './watched-series.js';

/** One detector with all its series. `run` judges what has come since the last run; it must not overlap itself. */
export interface DetectorRunner {
  readonly config: DetectorConfig;
  run(): Promise<{ points: number }>;
  /** Makes a long run end soon. */
  stop(): void;
  readonly seriesCount: number;
  readonly openAnomalies: number;
}

const MINUTE = 60_000;
/** On the very first start, anomalies of the last day are shown. */
const FIRST_LOOK_BACK = 24 * 60 * MINUTE;
/** Points may be stamped this far ahead of this machine's clock. */
const CLOCK_SKEW = MINUTE;
/** How often to look for series that fell behind (a sender that comes back with a backlog), and how far back to follow. */
const BACKLOG_EVERY = 5 * MINUTE;
const BACKLOG_MOST = 24 * 60 * MINUTE;
/** How often the watermark is written. */
const WATERMARK_EVERY = MINUTE;
const POINTS_PER_TURN = 20_000;

class Stopped extends Error {
  override name = 'Stopped';
}

export const createDetectorRunner = (deps: {
  config: DetectorConfig;
  store: TimeseriesStore;
  outbox: AnomalyOutbox;
  clock: Clock;
}): DetectorRunner => {
  const { config, store, outbox, clock } = deps;
  /** Points of a run that come this late are still judged; an anomaly over for longer than this is history. */
  const grace = Math.max(MINUTE, 2 * config.intervalSeconds * 1000);
  const recent = Math.max(10 * MINUTE, 3 * grace);
  let watched = new Map<string, Watched>();
  /** What the runs since the last finished one found: the anomaly as it is now, and whether it began in them. */
  const changes = new Map<string, { anomaly: Anomaly; began: boolean }>();
  let readFrom: number | null = null;
  let backlogAt = 0;
  let watermarkAt = 0;
  let stopping = false;

  const feed = async (
    slices: AsyncGenerator<SeriesPoints[]>,
    onChange?: (anomaly: Anomaly) => void
  ): Promise<number> => {
    let points = 0;
    let sinceTurn = 0;
    for await (const slice of slices) {
      for (const { series, points: columns } of slice) {
        if (series.name === JUDGED_UNTIL) {
          continue;
        }
        let entry = watched.get(series.id);
        if (!entry) {
          entry = createWatched(config, series);
          watched.set(series.id, entry);
        }
        points += judgePoints(config, entry, columns, onChange);
        sinceTurn += columns.times.length;
        if (sinceTurn > POINTS_PER_TURN) {
          sinceTurn = 0;
          await nextTurn();
          if (stopping) {
            throw new Stopped('stopped');
          }
        }
      }
      if (stopping) {
        throw new Stopped('stopped');
      }
    }
    return points;
  };

  const warmUp = async (now: number): Promise<number> => {
    watched = new Map();
    const known = await readJudgedUntil(store, config.name);
    const from = Math.min(now, Math.max(known ?? now - FIRST_LOOK_BACK, now - historyOf(config)));
    const points = await feed(readHistory(store, config, from));
    for (const entry of watched.values()) {
      entry.judge.adopt(false);
    }
    for (const anomaly of await store.openAnomalies(config.name)) {
      const series = { id: anomaly.seriesId, name: anomaly.metric, labels: anomaly.labels };
      const entry = watched.get(series.id) ?? { ...createWatched(config, series), lastTime: anomaly.startsAt };
      entry.open = anomaly;
      told.add(anomaly.id);
      entry.judge.adopt(true);
      watched.set(series.id, entry);
    }
    readFrom = from;
    return points;
  };

  /** Open anomalies that earlier runs have told of. */
  const told = new Set<string>();

  const noteChange = (anomaly: Anomaly): void => {
    const before = changes.get(anomaly.id);
    changes.set(anomaly.id, { anomaly, began: before?.began ?? !told.has(anomaly.id) });
  };
  const backlogFrom = async (now: number, from: number): Promise<number> => {
    if (now - backlogAt < BACKLOG_EVERY) {
      return from;
    }
    backlogAt = now;
    const behind = (await store.findSeries(config.matchers, MAX_SERIES, 'detection'))
      .map((series) => ({ lastAt: series.lastAt ?? -Infinity, judged: watched.get(series.id)?.lastTime ?? Infinity }))
      .filter(({ lastAt, judged }) => judged < from && lastAt > judged)
      .map(({ judged }) => judged);
    return Math.max(now - BACKLOG_MOST, Math.min(from, ...behind));
  };

  const endSilent = (now: number): void => {
    for (const [id, entry] of watched) {
      if (entry.open && hasEnded(entry, now)) {
        noteChange({ ...entry.open, endsAt: Math.max(entry.lastTime, entry.open.startsAt) });
        entry.open = null;
        entry.judge.adopt(false);
      }
      if (!entry.open && now - entry.lastTime > Math.max(recent, historyOf(config))) {
        watched.delete(id);
      }
    }
  };

  const report = (now: number): void => {
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
  };

  const judgeNew = async (now: number): Promise<number> => {
    const learnt = readFrom === null ? await warmUp(now) : 0;
    const from = await backlogFrom(now, readFrom ?? now);
    const slices = readSlices(store, { matchers: config.matchers, from, to: now + CLOCK_SKEW });
    const judged = await feed(slices, noteChange);
    endSilent(now);
    report(now);
    readFrom = now - grace;
    return learnt + judged;
  };

  /** Only once everything before it is handed out, so that a crash judges again what was lost. */
  const saveWatermark = async (now: number): Promise<void> => {
    if (readFrom !== null && changes.size === 0 && (now - watermarkAt >= WATERMARK_EVERY || stopping)) {
      await writeJudgedUntil(store, config.name, now, readFrom);
      watermarkAt = now;
    }
  };

  return {
    config,
    run: async () => {
      const now = clock.now();
      try {
        return { points: await judgeNew(now) };
      } catch (error) {
        if (error instanceof Stopped) {
          return { points: 0 };
        }
        throw error;
      } finally {
        await outbox.flush();
        await saveWatermark(now);
      }
    },
    stop: () => {
      stopping = true;
    },
    get seriesCount() {
      return watched.size;
    },
    get openAnomalies() {
      let open = 0;
      for (const entry of watched.values()) {
        open += entry.open ? 1 : 0;
      }
      return open;
    },
  };
};
