import { parseArgs } from 'node:util';
import { bandOptions } from '@watchroom/contract';
import { emptyJudgement } from '../companion/src/detection/judgement.js';
import { createScorer, observe } from '../companion/src/detection/online-scorer.js';
import { scoreSignal } from '../companion/src/detection/score-signal.js';
import type { Signal } from '../companion/src/detection/types.js';
import { inlineMore } from '../companion/src/ops/inlining.js';
import { augursRate } from './augurs.js';
import { baselineFigures } from './baselines.js';

const FIVE_MINUTES = 300_000;
const START = Date.UTC(2026, 0, 5);
const SCORED_DAYS = 28;

/** A number in [0, 1) from two whole ones; the same each time. */
const noise = (seed: number, index: number): number => {
  let mixed = (Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39) >>> 0;
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
};

const valueAt = (seed: number, time: number, index: number): number =>
  50 + 20 * Math.sin((time / 86_400_000) * 2 * Math.PI + seed) + 10 * (noise(seed, index) + noise(seed + 7, index) - 1);

const signalOf = (seed: number, count: number): Signal => {
  const times = Float64Array.from({ length: count }, (_, index) => START + index * FIVE_MINUTES);
  return { times, values: times.map((time, index) => valueAt(seed, time, index)) };
};

/** Seconds of processor time, which other work on the machine distorts less than time on the wall. */
const cpuSeconds = (): number => process.cpuUsage().user / 1e6;

/** Seconds that scoring some series of so many points takes. */
const scoringSeconds = (signals: readonly Signal[]): number => {
  const options = bandOptions.parse({});
  const began = cpuSeconds();
  signals.forEach((signal) => scoreSignal(signal, options));
  return cpuSeconds() - began;
};

const backtestFigures = (signals: readonly Signal[]): Record<string, number> => {
  scoringSeconds(signals.slice(0, 20));
  const points = signals.reduce((sum, { times }) => sum + times.length, 0);
  return { backtest_points_per_second_per_core: Math.round(points / scoringSeconds(signals)) };
};

/** The best of some runs, as other work on the machine only ever slows one down. */
const bestSeconds = (signals: readonly Signal[]): number => Math.min(...[1, 2, 3].map(() => scoringSeconds(signals)));

/** How many times as long series take that are ten times as long. */
const growthFigures = (signals: readonly Signal[]): Record<string, number> => {
  const few = signals.slice(0, 20);
  const long = few.map((_, seed) => signalOf(seed, 10 * SCORED_DAYS * 288));
  return { backtest_time_ratio_10_times_points: Number((bestSeconds(long) / bestSeconds(few)).toFixed(2)) };
};

/** With the day's season and the week's, as our scorer has, and with the day's only. */
const augursFigures = async (signals: readonly Signal[]): Promise<Record<string, number>> => ({
  augurs_mstl_points_per_second_per_core: Math.round(await augursRate(signals, [288, 2016], cpuSeconds)),
  augurs_mstl_day_only_points_per_second_per_core: Math.round(await augursRate(signals, [288], cpuSeconds)),
});

const roundFigures = (series: number, history: number): Record<string, number> => {
  const options = bandOptions.parse({});
  const judgement = emptyJudgement();
  const scorers = Array.from({ length: series }, () => createScorer(options));
  const learnt = cpuSeconds();
  scorers.forEach((scorer, seed) => {
    for (let index = 0; index < history; index += 1) {
      const time = START + index * FIVE_MINUTES;
      observe(scorer, time, valueAt(seed, time, index), judgement);
    }
  });
  const learntSeconds = cpuSeconds() - learnt;
  const time = START + history * FIVE_MINUTES;
  const newest = scorers.map((_, seed) => valueAt(seed, time, history));
  const round = cpuSeconds();
  scorers.forEach((scorer, seed) => observe(scorer, time, newest[seed] as number, judgement));
  const roundSeconds = cpuSeconds() - round;
  return {
    warm_up_points_per_second_per_core: Math.round((series * history) / learntSeconds),
    [`score_round_seconds_${series}_series`]: Number(roundSeconds.toFixed(4)),
    rss_mb: Math.round(process.memoryUsage().rss / 2 ** 20),
  };
};

/**
 * `--series N` series in the round (10,000), `--days N` of history each (14), `--millions N` stored points that baselines are made from
 * (20). Rates of scoring are per second of one core's time; baselines are made by chDB on all cores, by the clock on the wall.
 */
export async function run(args: string[]): Promise<Record<string, number>> {
  const { values } = parseArgs({
    args,
    options: {
      series: { type: 'string', default: '10000' },
      days: { type: 'string', default: '14' },
      millions: { type: 'string', default: '20' },
    },
    allowPositionals: true,
  });
  // As the companion and the commands do.
  inlineMore();
  const signals = Array.from({ length: 60 }, (_, seed) => signalOf(seed, SCORED_DAYS * 288));
  return {
    ...backtestFigures(signals),
    ...(await augursFigures(signals)),
    ...roundFigures(Number(values.series), Number(values.days) * 288),
    ...growthFigures(signals),
    // Last, as the engine's memory is no part of the series' (it takes the same without detection).
    ...(await baselineFigures(Number(values.millions))),
  };
}
