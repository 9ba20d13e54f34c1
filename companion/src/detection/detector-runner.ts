import { compileMatchers, type Anomaly } from '@watchroom/contract';
import type { Clock } from '../clock.js';
import type { DetectorConfig } from '../config/settings.js';
import type { TimeseriesStore } from '../stores/timeseries/timeseries-store.js';
import type { AnomalyOutbox } from './anomaly-outbox.js';
import { effectAt, type Heeding } from './heeding.js';
import { readJudgedUntil, writeJudgedUntil } from './judged-until.js';
import { createPeerGroups } from './peer-groups.js';
import { MAX_SERIES, readSlices } from './read-slices.js';
import { createRunnerChanges } from './runner-changes.js';
import { createSeriesFeeder } from './series-feeder.js';
import { createSilenceWatch, type SilenceWatch } from './silence-watch.js';
import { overlapOf } from './sources/overlap.js';
import { watchedMatchers } from './sources/watched-matchers.js';
import { historyOf, readHistory, readPeerHistory } from './warm-up.js';
import { createWatched, hasEnded, placeOf, places, type Watched } from './watched-series.js';

/** One detector with all its series. `run` judges what has come since the last run; it must not overlap itself. */
export interface DetectorRunner {
  readonly config: DetectorConfig;
  run(): Promise<{ points: number }>;
  /** Makes a long run end soon. */
  stop(): void;
  /** The feedback of a series changed: the next run learns its history anew and ends what is no anomaly any more. */
  reconsider(seriesId: string): void;
  /** Time up to which everything is judged and handed out, ms; null before the first run. */
  readonly judgedUntil: number | null;
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

class Stopped extends Error {
  override name = 'Stopped';
}

export const createDetectorRunner = (deps: {
  config: DetectorConfig;
  store: TimeseriesStore;
  outbox: AnomalyOutbox;
  clock: Clock;
  heeding: Heeding;
  /** Until when the points of its query are stored, ms: silence after that says nothing. Null: they come by themselves. */
  fetchedUntil?: () => number | null;
  /** How far a runner before this one got, asked at the first run; null: as stored. */
  judgedBefore?: () => number | null;
}): DetectorRunner => {
  const { config, store, outbox, clock, heeding } = deps;
  const matchers = watchedMatchers(config);
  const watches = compileMatchers(matchers);
  /** Points of a run that come this late are still judged; an anomaly over for longer than this is history. */
  const grace = Math.max(
    MINUTE,
    2 * config.intervalSeconds * 1000,
    config.query === null ? 0 : overlapOf(config.query.stepSeconds * 1000)
  );
  const recent = Math.max(10 * MINUTE, 3 * grace);
  const changes = createRunnerChanges({ config, outbox, recent });
  const peers = createPeerGroups({ config, heeding, note: changes.note });
  let silence: SilenceWatch | null = null;
  let watched = new Map<string, Watched>();
  /** Series to look at again; true: their history is to be learnt anew. */
  const toReconsider = new Map<string, boolean>();
  let readFrom: number | null = null;
  let backlogAt = 0;
  let watermarkAt = 0;
  let stopping = false;

  const stopWhereAsked = (): void => {
    if (stopping) {
      throw new Stopped('stopped');
    }
  };

  const feeder = createSeriesFeeder({ config, store, heeding, checkStop: stopWhereAsked });

  const end = (anomaly: Anomaly, at: number): void =>
    changes.note({ ...anomaly, endsAt: Math.max(at, anomaly.startsAt) });

  const close = (entry: Watched, place: (typeof places)[number], at: number): void => {
    const anomaly = entry[place];
    if (anomaly) {
      end(anomaly, at);
      entry[place] = null;
      if (place === 'open') {
        entry.judge.adopt(false);
      }
    }
  };

  const warmUp = async (now: number): Promise<number> => {
    watched = new Map();
    toReconsider.clear();
    const known = deps.judgedBefore?.() ?? (await readJudgedUntil(store, config.name));
    const from = Math.min(now, Math.max(known ?? now - FIRST_LOOK_BACK, now - historyOf(config)));
    const points = await feeder.learn(readHistory(store, config, from), watched);
    for (const entry of watched.values()) {
      entry.judge.adopt(false);
    }
    for await (const slice of peers ? readPeerHistory(store, config, from) : []) {
      peers?.learn(slice);
      stopWhereAsked();
    }
    for (const anomaly of await store.openAnomalies(config.name)) {
      changes.known(anomaly);
      const place = placeOf(anomaly);
      const isStillAsked = place === 'open' || (place === 'apart' ? peers !== null : config.kind === 'baseline');
      if (isStillAsked && watches(anomaly.labels, anomaly.metric)) {
        const series = { id: anomaly.seriesId, name: anomaly.metric, labels: anomaly.labels };
        const entry = watched.get(series.id) ?? { ...createWatched(config, series), lastTime: anomaly.startsAt };
        entry[place] = anomaly;
        entry.judge.adopt(entry.open !== null);
        watched.set(series.id, entry);
        toReconsider.set(series.id, toReconsider.get(series.id) ?? false);
      } else {
        end(anomaly, now);
      }
    }
    // A runner that goes on from one before it has heard what that one heard.
    silence = createSilenceWatch({ config, began: deps.judgedBefore ? from : now, heeding, note: changes.note });
    readFrom = from;
    return points;
  };

  /** Whether people said that this is no anomaly, or that it was to be expected. */
  const isDisowned = (anomaly: Anomaly, now: number): boolean => {
    const { id, seriesId, metric, labels } = anomaly;
    const isDenied = heeding.feedbackOf(seriesId).some(({ anomalyId }) => anomalyId === id);
    return isDenied || effectAt(heeding, { id: seriesId, name: metric, labels }, now).quiet;
  };

  /** Ends what is disowned; a series whose feedback changed is learnt as a restart would learn it. */
  const reconsiderSeries = async (now: number): Promise<number> => {
    const asked = new Map(toReconsider);
    for (const id of asked.keys()) {
      const entry = watched.get(id);
      for (const place of entry ? places : []) {
        const anomaly = entry?.[place];
        if (entry && anomaly && isDisowned(anomaly, now)) {
          close(entry, place, now);
        }
      }
    }
    const changed = [...asked].filter(([id, relearn]) => relearn && watched.has(id)).map(([id]) => id);
    const points = changed.length === 0 ? 0 : await learnAnew(changed);
    asked.forEach((_, id) => toReconsider.delete(id));
    return points;
  };

  const learnAnew = async (ids: string[]): Promise<number> => {
    const fresh = new Map<string, Watched>();
    const until = Math.max(...ids.map((id) => watched.get(id)?.lastTime ?? -Infinity)) + 1;
    const points = await feeder.learnHistory(ids, until, fresh);
    for (const [id, entry] of fresh) {
      const before = watched.get(id) as Watched;
      const { open, missing, apart, lastTime, lastValue, reporting } = before;
      Object.assign(entry, { open, missing, apart, lastTime, lastValue, reporting });
      // Where nothing is said any more, what goes on is told again.
      if (open !== null || heeding.feedbackOf(id).length > 0) {
        entry.judge.adopt(open !== null);
      }
      watched.set(id, entry);
    }
    return points;
  };

  const backlogFrom = async (now: number, from: number): Promise<number> => {
    if (now - backlogAt < BACKLOG_EVERY) {
      return from;
    }
    backlogAt = now;
    const behind = (await store.findSeries(matchers, MAX_SERIES, 'detection'))
      .map((series) => ({ lastAt: series.lastAt ?? -Infinity, judged: watched.get(series.id)?.lastTime ?? Infinity }))
      .filter(({ lastAt, judged }) => judged < from && lastAt > judged)
      .map(({ judged }) => judged);
    return Math.max(now - BACKLOG_MOST, Math.min(from, ...behind));
  };

  const endSilent = (now: number): void => {
    for (const [id, entry] of watched) {
      if ((entry.open ?? entry.apart) && hasEnded(entry, now)) {
        close(entry, 'open', entry.lastTime);
        close(entry, 'apart', entry.lastTime);
      }
      if (!places.some((place) => entry[place]) && now - entry.lastTime > Math.max(recent, historyOf(config))) {
        watched.delete(id);
      }
    }
  };

  const judgeNew = async (now: number): Promise<number> => {
    // A source that is away or behind must not look like series that fell silent.
    const known = Math.min(now, deps.fetchedUntil?.() ?? now);
    const learnt = readFrom === null ? await warmUp(now) : 0;
    const reconsidered = toReconsider.size > 0 ? await reconsiderSeries(now) : 0;
    const from = await backlogFrom(now, readFrom ?? now);
    const slices = readSlices(store, { matchers, from, to: now + CLOCK_SKEW });
    const judged = await feeder.judge(slices, watched, changes.note);
    endSilent(known);
    silence?.look(watched, known);
    peers?.look(watched, known);
    changes.report(known, watched.size);
    readFrom = known - grace;
    return learnt + reconsidered + judged;
  };

  /** Only once everything before it is handed out, so that a crash judges again what was lost. */
  const saveWatermark = async (now: number): Promise<void> => {
    if (readFrom !== null && changes.waiting === 0 && (now - watermarkAt >= WATERMARK_EVERY || stopping)) {
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
    reconsider: (seriesId) => void toReconsider.set(seriesId, true),
    get judgedUntil() {
      return readFrom;
    },
    get seriesCount() {
      return watched.size;
    },
    get openAnomalies() {
      let open = 0;
      for (const entry of watched.values()) {
        open += places.filter((place) => entry[place]).length;
      }
      return open;
    },
  };
};
