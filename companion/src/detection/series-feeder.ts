import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Anomaly } from '@watchroom/contract';
import type { DetectorConfig } from '../config/settings.js';
import type { TimeseriesStore } from '../stores/timeseries/timeseries-store.js';
import type { Heeding } from './heeding.js';
import { judgeHeeding } from './judge-heeding.js';
import { JUDGED_UNTIL } from './judged-until.js';
import { readHistory, readTraces } from './warm-up.js';
import { createWatched, type LearntSeries, type Watched } from './watched-series.js';

type Slices = AsyncGenerator<LearntSeries[]>;
type WatchedSeries = Map<string, Watched>;

/** Gives points to the judges of a detector's series; all answer how many points were taken. */
export interface SeriesFeeder {
  /** Points are learnt and nobody is told. `only`: of these series. */
  learn(slices: Slices, into: WatchedSeries, only?: ReadonlySet<string>): Promise<number>;
  /** The stored history before `until` (ms) of some series is learnt into `into`. */
  learnHistory(ids: readonly string[], until: number, into: WatchedSeries): Promise<number>;
  /** Points are judged; of a series that is not known its stored history is learnt first. */
  judge(slices: Slices, into: WatchedSeries, onChange: (anomaly: Anomaly) => void): Promise<number>;
}

/** Work between turns of the event loop, ms: by time, since the copies of a judged holiday take longer than its points. */
const TURN = 20;
/** Of more series than this all are read, as picking them would take longer. */
const MOST_PICKED = 1000;

/** `checkStop` throws where the work is to be given up. */
export const createSeriesFeeder = (deps: {
  config: DetectorConfig;
  store: Pick<TimeseriesStore, 'read' | 'readHours'>;
  heeding: Pick<Heeding, 'during'>;
  checkStop: () => void;
}): SeriesFeeder => {
  const { config, store, heeding, checkStop } = deps;
  let turnBegan = performance.now();

  const take = async (
    slice: readonly LearntSeries[],
    into: WatchedSeries,
    onChange?: (anomaly: Anomaly) => void
  ): Promise<number> => {
    let points = 0;
    for (const { series, points: columns } of slice) {
      let entry = into.get(series.id);
      if (!entry) {
        entry = createWatched(config, series);
        into.set(series.id, entry);
      }
      points += judgeHeeding(config, entry, columns, heeding, onChange);
      if (performance.now() - turnBegan > TURN) {
        await nextTurn();
        turnBegan = performance.now();
        checkStop();
      }
    }
    checkStop();
    return points;
  };

  const isOthers = ({ series }: LearntSeries): boolean => series.name !== JUDGED_UNTIL;

  const learn: SeriesFeeder['learn'] = async (slices, into, only) => {
    let points = 0;
    for await (const slice of slices) {
      points += await take(
        slice.filter((one) => isOthers(one) && (only?.has(one.series.id) ?? true)),
        into
      );
    }
    return points;
  };

  const picked = (ids: readonly string[]): string[] | undefined => (ids.length > MOST_PICKED ? undefined : [...ids]);

  /** Those with stored points before `until`, found by one quick look: most newcomers have none. */
  const withHistory = async (ids: readonly string[], until: number): Promise<string[]> => {
    const found = await readTraces(store, config, until, picked(ids));
    return ids.filter((id) => found.has(id));
  };

  const learnHistory: SeriesFeeder['learnHistory'] = (ids, until, into) =>
    learn(readHistory(store, config, until, picked(ids)), into, new Set(ids));

  return {
    learn,
    learnHistory,
    judge: async (slices, into, onChange) => {
      let points = 0;
      for await (const all of slices) {
        const slice = all.filter(isOthers);
        const newcomers = slice.filter(({ series }) => !into.has(series.id));
        if (newcomers.length > 0) {
          const until = newcomers.reduce((least, one) => Math.min(least, one.points.times[0] ?? Infinity), Infinity);
          const ids = await withHistory(
            newcomers.map(({ series }) => series.id),
            until
          );
          points += ids.length > 0 ? await learnHistory(ids, until, into) : 0;
          ids.forEach((id) => into.get(id)?.judge.adopt(false));
        }
        points += await take(slice, into, onChange);
      }
      return points;
    },
  };
};
