import type { Matcher } from '@watchroom/contract';
import type { Connections } from './connections.js';
import { seriesSelection } from './read-series.js';

/** How the points of a step of one series become its value: their mean, or the growth of a counter within it. */
export type StepMeasure = 'mean' | 'growth';

/** Two windows of one length. */
export interface WindowPair {
  matchers: Matcher[];
  measure: StepMeasure;
  /** ms; beginnings of the windows. */
  before: number;
  after: number;
  /** Of each window, ms. */
  length: number;
}

/** What one series had in both windows. Sums are over its steps; `steps*` counts steps with points. */
export interface SeriesWindows {
  labels: Record<string, string>;
  before: number;
  stepsBefore: number;
  after: number;
  stepsAfter: number;
}

export interface WindowSums {
  /** Those with most in both windows first. */
  series: SeriesWindows[];
  /** How many there were before the limit. */
  found: number;
}

/** Labels with their values; a label that is absent counts as empty. */
export type SliceLabels = Record<string, string>;

/** Of the whole and of each slice: sum of the steps' values over series, and how many series had one. Columns of equal length. */
export interface SliceSteps {
  times: number[];
  whole: { sums: number[]; counts: number[] };
  slices: Array<{ sums: number[]; counts: number[] }>;
}

/** Sums of slices, for the drill-down. */
export interface SliceReads {
  /** What each series had in two windows (`steps` steps each), the `most` with the largest sums. */
  windowSums(pair: WindowPair, options: { steps: number; most: number }): Promise<WindowSums>;
  /** The whole and slices of it over time, `steps` a window. */
  sliceSteps(pair: WindowPair, options: { steps: number; slices: readonly SliceLabels[] }): Promise<SliceSteps>;
}

/** More series than that are not looked at. */
const mostSelected = 50_000;
/** A drill-down that takes longer is not worth the wait. */
const seconds = 15;

const ms = 'toUnixTimestamp64Milli(t)';
const within = (start: string): string =>
  `t >= fromUnixTimestamp64Milli({${start}:Int64}) AND t < fromUnixTimestamp64Milli({${start}:Int64} + {length:Int64})`;

/** Rows of series_id, w (0 before, 1 after), s (step in its window) and value. */
const stepsSql: Record<StepMeasure, (ofSeries: string) => string> = {
  mean: (ofSeries) => `
    SELECT series_id, t >= fromUnixTimestamp64Milli({after:Int64}) AS w,
      intDiv(${ms} - if(w, {after:Int64}, {before:Int64}), {step:Int64}) AS s, avg(v) AS value
    FROM points FINAL WHERE ${ofSeries} AND ((${within('before')}) OR (${within('after')}))
    GROUP BY series_id, w, s`,
  // A counter that fell was reset: what it shows has grown since.
  growth: (ofSeries) => `
    SELECT series_id, w, s, sum(if(v < earlier, v, v - earlier)) AS value FROM (
      SELECT series_id, t >= fromUnixTimestamp64Milli({after:Int64}) AS w,
        intDiv(${ms} - if(w, {after:Int64}, {before:Int64}), {step:Int64}) AS s, v,
        lagInFrame(v, 1, v) OVER (PARTITION BY series_id, w ORDER BY t ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS earlier
      FROM points FINAL WHERE ${ofSeries} AND ((${within('before')}) OR (${within('after')}))
    ) GROUP BY series_id, w, s`,
};

const prepared = ({ matchers, measure, before, after, length }: WindowPair, steps: number) => {
  const selection = seriesSelection(matchers, mostSelected, { activeSince: before });
  return {
    picked: `picked AS (${selection.sql})`,
    stepped: stepsSql[measure]('series_id IN (SELECT id FROM picked)'),
    params: { ...selection.params, before, after, length, step: Math.ceil(length / steps) },
  };
};

/** Each series' sums over `steps` steps of both windows, in one statement; the `most` with the largest sums. */
export const readWindowSums = async (
  connections: Connections,
  pair: WindowPair,
  { steps, most }: { steps: number; most: number }
): Promise<WindowSums> => {
  const { picked, stepped, params } = prepared(pair, steps);
  const rows = await connections.rows({
    role: 'read',
    operation: 'drill down',
    sql: `WITH ${picked}
      SELECT picked.labels, sums.b, sums.nb, sums.a, sums.na, count() OVER () FROM (
        SELECT series_id, sumIf(value, w = 0) AS b, countIf(w = 0) AS nb, sumIf(value, w = 1) AS a, countIf(w = 1) AS na
        FROM (${stepped}) GROUP BY series_id
      ) AS sums INNER JOIN picked ON picked.id = sums.series_id
      ORDER BY abs(sums.a) + abs(sums.b) DESC, picked.id LIMIT {most:UInt64}
      SETTINGS max_execution_time = ${seconds}`,
    params: { ...params, most },
  });
  return {
    found: Number(rows[0]?.[5] ?? 0),
    series: rows.map(([labels, before, stepsBefore, after, stepsAfter]) => ({
      labels: labels as Record<string, string>,
      before: Number(before),
      stepsBefore: Number(stepsBefore),
      after: Number(after),
      stepsAfter: Number(stepsAfter),
    })),
  };
};

/** The whole and each slice over time, `steps` a window, in one statement; steps without a point are left out. */
export const readSliceSteps = async (
  connections: Connections,
  pair: WindowPair,
  { steps, slices }: { steps: number; slices: readonly SliceLabels[] }
): Promise<SliceSteps> => {
  const { picked, stepped, params } = prepared(pair, steps);
  const named: Record<string, string> = {};
  const columns = slices.map((labels, slice) => {
    const conditions = Object.entries(labels).map(([label, value], index) => {
      const key = `${slice}_${index}`;
      named[`label_${key}`] = label;
      named[`value_${key}`] = value;
      return `picked.labels[{label_${key}:String}] = {value_${key}:String}`;
    });
    const inside = conditions.join(' AND ') || '1';
    return `, sumIf(stepped.value, ${inside}), countIf(${inside})`;
  });
  const rows = await connections.rows({
    role: 'read',
    operation: 'read slices',
    sql: `WITH ${picked}
      SELECT stepped.w, stepped.s, sum(stepped.value), count() ${columns.join('')}
      FROM (${stepped}) AS stepped INNER JOIN picked ON picked.id = stepped.series_id
      GROUP BY stepped.w, stepped.s ORDER BY stepped.w, stepped.s
      SETTINGS max_execution_time = ${seconds}`,
    params: { ...params, ...named },
  });
  const column = (index: number): number[] => rows.map((row) => Number(row[index]));
  return {
    times: rows.map(([w, s]) => (Number(w) === 1 ? pair.after : pair.before) + Number(s) * params.step),
    whole: { sums: column(2), counts: column(3) },
    slices: slices.map((_, slice) => ({ sums: column(4 + 2 * slice), counts: column(5 + 2 * slice) })),
  };
};
