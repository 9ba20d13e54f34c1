import type { DetectorConfig } from '../config/settings.js';
import type { SeriesPoints, TimeseriesStore } from '../stores/timeseries/timeseries-store.js';
import { inTime } from './in-time.js';
import { countPoints, MAX_SERIES, readSlices } from './read-slices.js';
import { watchedMatchers } from './sources/watched-matchers.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Averages of this step come from rollups. */
const COARSE = 5 * 60_000;
/** Points learnt at most, at full resolution and of averages: some 20 s of work each. */
const BUDGET = 20_000_000;
const PATIENCE = 60_000;

/** How much of the past a detector of this kind needs before it can judge, ms. */
export const historyOf = (config: DetectorConfig): number =>
  config.kind === 'baseline' ? config.historyDays * DAY : config.forSeconds * 1000 + COARSE;

/**
 * The past before `until`, in order: at full resolution as far back as the budget reaches, before that as averages. The
 * newest part must be of single points, since averages spread less and would make single points look odd. `seriesIds`: of
 * these series only.
 */
export async function* readHistory(
  store: Pick<TimeseriesStore, 'read'>,
  config: DetectorConfig,
  until: number,
  seriesIds?: string[]
): AsyncGenerator<SeriesPoints[]> {
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
  const fine = Math.max(HOUR, (BUDGET / Math.max(1, points)) * HOUR);
  const coarse = (BUDGET / Math.max(1, series)) * COARSE;
  const fineFrom = Math.max(from, Math.floor((until - fine) / COARSE) * COARSE);
  const coarseFrom = Math.max(from, Math.floor((fineFrom - coarse) / COARSE) * COARSE);
  if (coarseFrom < fineFrom) {
    yield* readSlices(store, { ...what, from: coarseFrom, to: fineFrom, step: COARSE });
  }
  yield* readSlices(store, { ...what, from: fineFrom, to: until });
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
