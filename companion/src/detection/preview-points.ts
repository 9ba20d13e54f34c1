import type { DetectorSpec } from '@watchroom/contract';
import type { SeriesPoints, TimeseriesStore } from '../stores/timeseries/timeseries-store.js';
import { stepFor } from './bands-history.js';
import { inTime } from './in-time.js';
import { JUDGED_UNTIL } from './judged-until.js';
import { countPoints, MAX_SERIES, readSlices } from './read-slices.js';
import type { Sources } from './sources/types.js';
import { historyOf } from './warm-up.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Averages of this step come from rollups. */
const COARSE = 5 * MINUTE;
/** Points judged over the range, and learnt before it: together below a second of work. */
const RANGE_POINTS = 600_000;
const HISTORY_POINTS = 150_000;
const PATIENCE = 20_000;

export interface PreviewRange {
  spec: DetectorSpec;
  from: number;
  to: number;
  maxSeries: number;
}

interface PreviewSlice {
  /** Before `from`: to be learnt, not to be told of. */
  isHistory: boolean;
  slice: SeriesPoints[];
}

/** Splits points that come whole into history and range. */
function* splitAt(from: number, series: SeriesPoints[]): Generator<PreviewSlice> {
  const part = (keep: (time: number) => boolean): SeriesPoints[] =>
    series
      .map((one) => {
        const indices = [...one.points.times.keys()].filter((index) => keep(one.points.times[index] as number));
        const pick = <T>(column: T[]): T[] => indices.map((index) => column[index] as T);
        return { ...one, points: { times: pick(one.points.times), values: pick(one.points.values) } };
      })
      .filter(({ points }) => points.times.length > 0);
  yield { isHistory: true, slice: part((time) => time < from) };
  yield { isHistory: false, slice: part((time) => time >= from) };
}

const fromSource = async (sources: Pick<Sources, 'preview'>, { spec, from, to, maxSeries }: PreviewRange) => {
  const step = (spec.query?.stepSeconds ?? 60) * 1000;
  const affordable = (RANGE_POINTS / maxSeries) * step;
  const history = Math.max(0, Math.min(historyOf(spec), affordable - (to - from)));
  const { series, seriesCount } = await sources.preview(spec, { from: from - history, to }, maxSeries);
  const slices = async function* (): AsyncGenerator<PreviewSlice> {
    yield* splitAt(from, series);
  };
  return { seriesCount, slices: slices() };
};

/**
 * The points of a preview, in order of time: the history before `from` (a day as the range is read, before that averages of 5 minutes
 * or more), then the range; single points where 600,000 suffice for it, else averages over a step at which they do. The series are the
 * first `maxSeries` by name that have a sample in the range; `seriesCount` counts all of them. A detector with a query is shown
 * what its query answers.
 */
export const readPreview = async (
  deps: { store: Pick<TimeseriesStore, 'read' | 'findSeries'>; sources: Pick<Sources, 'preview'> | null },
  range: PreviewRange
): Promise<{ seriesCount: number; slices: AsyncGenerator<PreviewSlice> }> => {
  const { store, sources } = deps;
  const { spec, from, to, maxSeries } = range;
  if (spec.query !== null && sources) {
    return fromSource(sources, range);
  }
  const { matchers } = spec;
  const found = await inTime(store.findSeries(matchers, MAX_SERIES), PATIENCE, 'finding series');
  const active = found.filter(({ name, lastAt }) => name !== JUDGED_UNTIL && (lastAt ?? -Infinity) >= from);
  const seriesIds = active.slice(0, maxSeries).map(({ id }) => id);
  if (seriesIds.length === 0) {
    return { seriesCount: 0, slices: (async function* () {})() };
  }
  const what = { matchers, seriesIds, purpose: 'page' as const };
  const sample = { ...what, from: Math.max(from, to - HOUR), to, maxSeries };
  const lastHour = countPoints(await inTime(store.read(sample), PATIENCE, 'reading points'));
  const expected = (lastHour * (to - from)) / (to - sample.from);
  const step = expected <= RANGE_POINTS ? undefined : stepFor(to - from, RANGE_POINTS / seriesIds.length);

  const slices = async function* (): AsyncGenerator<PreviewSlice> {
    const history = historyOf(spec);
    const fineFrom = Math.floor((from - Math.min(history, DAY)) / COARSE) * COARSE;
    const coarse = Math.max(COARSE, step ?? 0, stepFor(history, HISTORY_POINTS / seriesIds.length));
    const pieces = [
      { from: Math.floor((from - history) / coarse) * coarse, to: fineFrom, step: coarse },
      { from: fineFrom, to: from, ...(step !== undefined && { step }) },
      { from, to, ...(step !== undefined && { step }) },
    ];
    for (const [index, piece] of pieces.entries()) {
      for await (const slice of readSlices(store, { ...what, ...piece })) {
        yield { isHistory: index < 2, slice };
      }
    }
  };
  return { seriesCount: active.length, slices: slices() };
};
