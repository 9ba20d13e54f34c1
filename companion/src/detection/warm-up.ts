import type { DetectorConfig } from '../config/settings.js';
import type { ReadRange, SeriesPoints, TimeseriesStore } from '../stores/timeseries/timeseries-store.js';
import { hourPoints, PER_HOUR } from './hour-points.js';
import { inTime } from './in-time.js';
import { countPoints, MAX_SERIES, readSlices } from './read-slices.js';
import { watchedMatchers } from './sources/watched-matchers.js';
import type { LearntSeries } from './watched-series.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Averages of this step come from rollups. */
const COARSE = 5 * 60_000;
/** How many points are learnt at a start, of all series of a detector. */
export interface HistoryBudget {
  /** History of fewer single points is read whole. */
  few: number;
  /** Of more, the newest part that is: two days, and less where that is more than this. */
  most: number;
  /** Points that stand for older hours, or averages. */
  older: number;
}

/** A second or two of work, some 10 s, and some 30 s: four weeks of 10,000 series. */
const BUDGET: HistoryBudget = { few: 2_000_000, most: 10_000_000, older: 28_000_000 };
const NEWEST = 2 * DAY;
const PATIENCE = 60_000;

/** How much of the past a detector of this kind needs before it can judge, ms. */
export const historyOf = (config: DetectorConfig): number =>
  config.kind === 'baseline' ? config.historyDays * DAY : config.forSeconds * 1000 + COARSE;

/** Hours read as points that stand for them. */
const asPoints = (store: Pick<TimeseriesStore, 'readHours'>) => ({
  read: async (range: ReadRange) =>
    (await store.readHours(range)).map(({ series, hours }) => ({ series, points: hourPoints(hours) })),
});

/**
 * The past before `until`, in order: the newest part as single points, which the step, the records and the silences of a series are learnt
 * from; before that four quantiles an hour, without what was in anomalies (see `hourPoints`). A threshold, which must not see other
 * values than there were, gets averages. `seriesIds`: of these series only.
 */
export async function* readHistory(
  store: Pick<TimeseriesStore, 'read' | 'readHours'>,
  config: DetectorConfig,
  until: number,
  seriesIds?: string[],
  budget = BUDGET
): AsyncGenerator<LearntSeries[]> {
  const from = until - historyOf(config);
  const what = { matchers: watchedMatchers(config), seriesIds };
  let points = 0;
  let series = 0;
  for await (const read of readSlices(store, {
    ...what,
    from: Math.max(from, until - HOUR),
    to: until,
  })) {
    points += countPoints(read);
    series = Math.max(series, read.length);
  }
  const reach = (most: number): number => (most / Math.max(1, points)) * HOUR;
  const newest = Math.max(HOUR, Math.min(reach(budget.most), Math.max(NEWEST, reach(budget.few))));
  const hasHours = config.kind === 'baseline';
  const step = hasHours ? HOUR : COARSE;
  const older = (budget.older / Math.max(1, series)) * (hasHours ? HOUR / PER_HOUR : COARSE);
  const newestFrom = Math.max(from, Math.floor((until - newest) / step) * step);
  const olderFrom = Math.max(from, Math.floor((newestFrom - older) / step) * step);
  if (olderFrom < newestFrom) {
    yield* readSlices(hasHours ? asPoints(store) : store, { ...what, from: olderFrom, to: newestFrom, step });
  }
  yield* readSlices(store, { ...what, from: newestFrom, to: until });
}

/** Ids of the series with any point in the history before `until`, by one read of a few averages each. */
export const readTraces = async (
  store: Pick<TimeseriesStore, 'read'>,
  config: DetectorConfig,
  until: number,
  seriesIds?: string[]
): Promise<Set<string>> => {
  const from = until - historyOf(config);
  const step = Math.ceil((until - from) / 10 / COARSE) * COARSE;
  const matchers = watchedMatchers(config);
  const range = { matchers, seriesIds, from, to: until, step, maxSeries: MAX_SERIES, purpose: 'detection' as const };
  const read = await inTime(store.read(range), PATIENCE, 'looking for history');
  return new Set(read.map(({ series }) => series.id));
};

/** Somewhat longer than it takes to become a habit. */
export const PEER_HISTORY = DAY + HOUR;

/** The day and hour before `until` in averages of five minutes, all series together: who stands apart from its peers as a habit. */
export const readPeerHistory = (
  store: Pick<TimeseriesStore, 'read'>,
  config: DetectorConfig,
  until: number
): AsyncGenerator<SeriesPoints[]> =>
  readSlices(store, {
    matchers: watchedMatchers(config),
    from: Math.floor((until - PEER_HISTORY) / COARSE) * COARSE,
    to: until,
    step: COARSE,
  });
