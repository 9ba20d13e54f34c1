import type { Band, BandOptions, Series, StoredBandsRequest, SuppliedBandsRequest } from '@watchroom/contract';
import type { Clock } from '../clock.js';
import { HttpProblem } from '../http/http-problem.js';
import type { Handler } from '../http/route.js';
import { seriesIdOf } from '../stores/timeseries/series-id.js';
import type { TimeseriesStore } from '../stores/timeseries/timeseries-store.js';
import { planHistory } from './bands-history.js';
import type { Heeding } from './heeding.js';
import { inTime } from './in-time.js';
import { scoreSignalInTurns } from './score-signal.js';
import { checkTimeRange } from './time-range.js';

/** Points that one call may answer or supply: about half a second of scoring. */
export const MAX_BAND_POINTS = 500_000;
/** Points with history, over all series of a call. */
const WORK_POINTS = 1_000_000;
const LEAST_HISTORY = 300;
const PATIENCE = 30_000;

const tooMany = (field: string, message: string): HttpProblem =>
  new HttpProblem(400, 'Too many points', {
    detail: `At most ${MAX_BAND_POINTS} points in one call: ${message}`,
    errors: [{ field, message }],
  });

const orNull = (column: Float64Array, from: number): Array<number | null> => {
  const answer: Array<number | null> = [];
  for (let index = from; index < column.length; index += 1) {
    const value = column[index] as number;
    answer.push(Number.isFinite(value) ? value : null);
  }
  return answer;
};

/** Scores columns and answers their rows from `from` on as a band of the contract. */
const bandOf = async (
  series: Series,
  times: Float64Array,
  values: Float64Array,
  options: BandOptions,
  heeding: Pick<Heeding, 'during'>,
  from = 0
): Promise<Band> => {
  const heeded = times.length === 0 ? [] : heeding.during(series, times[0] as number, times.at(-1) as number);
  const scored = await scoreSignalInTurns({ times, values }, options, heeded);
  return {
    series,
    times: Array.from(times.subarray(from)),
    values: orNull(values, from),
    expected: orNull(scored.expected, from),
    lower: orNull(scored.lower, from),
    upper: orNull(scored.upper, from),
    score: orNull(scored.score, from),
    isAnomaly: Array.from(scored.isPart.subarray(from), (flag) => flag === 1),
    baseline: scored.baseline,
  };
};

const checkColumns = (columns: { times: number[]; values: Array<number | null> }, field: string): void => {
  const refuse = (path: string, message: string): never => {
    throw new HttpProblem(400, 'Invalid points', { detail: `${path} ${message}`, errors: [{ field: path, message }] });
  };
  if (columns.times.length !== columns.values.length) {
    refuse(`${field}.values`, `must be as many as times (${columns.times.length}), but are ${columns.values.length}`);
  }
  const back = columns.times.findIndex((time, index) => index > 0 && time < (columns.times[index - 1] as number));
  if (back >= 0) {
    refuse(`${field}.times.${back}`, 'is earlier than the time before it; points must ascend in time');
  }
};

const suppliedBands = async (
  heeding: Pick<Heeding, 'during'>,
  { series, options }: SuppliedBandsRequest
): Promise<Band[]> => {
  const total = series.reduce((sum, { times }) => sum + times.length, 0);
  if (total > MAX_BAND_POINTS) {
    throw tooMany('body.series', `${total} points were supplied`);
  }
  series.forEach((one, index) => checkColumns(one, `body.series.${index}`));
  const bands: Band[] = [];
  for (const { name, labels, times, values } of series) {
    const described: Series = {
      id: seriesIdOf(name, labels),
      name,
      labels,
      unit: null,
      lastAt: times.at(-1) ?? null,
      lastValue: values.at(-1) ?? null,
    };
    const numbers = Float64Array.from(values, (value) => value ?? NaN);
    bands.push(await bandOf(described, Float64Array.from(times), numbers, options, heeding));
  }
  return bands;
};

type Columns = { series: Series; times: number[]; values: Array<number | null> };

const readPieces = async (
  store: Pick<TimeseriesStore, 'read'>,
  request: StoredBandsRequest,
  to: number,
  seriesCount: number
): Promise<Columns[]> => {
  const perSeries = Math.max(LEAST_HISTORY + request.maxPoints, Math.floor(WORK_POINTS / Math.max(1, seriesCount)));
  const plan = planHistory({ from: request.from, to, maxPoints: request.maxPoints }, perSeries);
  const joined = new Map<string, Columns>();
  for (const piece of plan.pieces) {
    const read = store.read({ ...piece, matchers: request.matchers, maxSeries: request.maxSeries });
    for (const { series, points } of await inTime(read, PATIENCE, 'reading points')) {
      const columns = joined.get(series.id);
      joined.set(series.id, {
        series,
        times: columns ? columns.times.concat(points.times) : points.times,
        values: columns ? columns.values.concat(points.values) : points.values,
      });
    }
  }
  return [...joined.values()];
};

const storedBands = async (
  store: Pick<TimeseriesStore, 'read' | 'findSeries'>,
  clock: Clock,
  heeding: Pick<Heeding, 'during'>,
  request: StoredBandsRequest
): Promise<Band[]> => {
  checkTimeRange(request, 'body');
  const asked = request.maxSeries * request.maxPoints;
  const found = await inTime(store.findSeries(request.matchers, request.maxSeries), PATIENCE, 'finding series');
  if (found.length * request.maxPoints > MAX_BAND_POINTS) {
    throw tooMany('body.maxPoints', `maxSeries times maxPoints allows ${asked}; ask for fewer series or points`);
  }
  // Nothing is stored beyond now, and a range that reaches into the future should not coarsen what there is.
  const to = Math.max(request.from + 1, Math.min(request.to, clock.now() + 60_000));
  const columns = await readPieces(store, request, to, found.length);
  const bands: Band[] = [];
  for (const { series, times, values } of columns) {
    const first = times.findIndex((time) => time >= request.from);
    if (first >= 0) {
      const numbers = Float64Array.from(values, (value) => value ?? NaN);
      bands.push(await bandOf(series, Float64Array.from(times), numbers, request.options, heeding, first));
    }
  }
  return bands;
};

/**
 * Bands for stored series or for supplied points, by what people said of a series under any detector and by the calendars that are heeded of
 * it; between series the event loop gets its turn.
 */
export const createBandsHandler =
  ({
    store,
    clock,
    heeding,
  }: {
    store: Pick<TimeseriesStore, 'read' | 'findSeries'>;
    clock: Clock;
    heeding: Pick<Heeding, 'during'>;
  }): Handler<'bands'> =>
  async ({ body }) => ({
    items: await (body.kind === 'supplied' ? suppliedBands(heeding, body) : storedBands(store, clock, heeding, body)),
  });
