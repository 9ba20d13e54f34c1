import { parseArgs } from 'node:util';
import { bandOptions } from '@watchroom/contract';
import { createScorer, emptyJudgement, observe } from '../companion/src/detection/online-scorer.js';
import { scoreSignal } from '../companion/src/detection/score-signal.js';
import type { Signal } from '../companion/src/detection/types.js';

const FIVE_MINUTES = 300_000;
const START = Date.UTC(2026, 0, 5);

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

interface Mstl {
  fit(values: Float64Array): { predictInSample(level?: number): unknown };
}
interface Augurs {
  MSTL: { ets(periods: number[]): Mstl };
}

/**
 * Points a second that `@bsull/augurs`' MSTL fits on the same signals, a day's season; null where the package is not installed. It judges a whole
 * series at once: live, each new point would cost a fit.
 */
const augursRate = async (signals: Signal[]): Promise<number | null> => {
  const packageName = '@bsull/augurs';
  let augurs: Augurs;
  try {
    augurs = (await import(packageName)) as Augurs;
  } catch {
    return null;
  }
  const few = signals.slice(0, 3);
  const began = cpuSeconds();
  few.forEach(({ values }) => augurs.MSTL.ets([288]).fit(values).predictInSample(0.95));
  return few.reduce((sum, { times }) => sum + times.length, 0) / (cpuSeconds() - began);
};

/**
 * `--series N` series in the round (10,000), `--days N` of history each (14). Rates are per second of one core's time.
 */
export async function run(args: string[]): Promise<Record<string, number>> {
  const { values } = parseArgs({
    args,
    options: { series: { type: 'string', default: '10000' }, days: { type: 'string', default: '14' } },
    allowPositionals: true,
  });
  const options = bandOptions.parse({});
  const signals = Array.from({ length: 60 }, (_, seed) => signalOf(seed, 28 * 288));
  signals.slice(0, 20).forEach((signal) => scoreSignal(signal, options));
  const began = cpuSeconds();
  signals.forEach((signal) => scoreSignal(signal, options));
  const rate = (signals.length * 28 * 288) / (cpuSeconds() - began);

  const beside = await augursRate(signals);

  const judgement = emptyJudgement();
  const scorers = Array.from({ length: Number(values.series) }, () => createScorer(options));
  const history = Number(values.days) * 288;
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
    backtest_points_per_second_per_core: Math.round(rate),
    warm_up_points_per_second_per_core: Math.round((scorers.length * history) / learntSeconds),
    [`score_round_seconds_${scorers.length}_series`]: Number(roundSeconds.toFixed(4)),
    ...(beside === null ? {} : { augurs_mstl_points_per_second_per_core: Math.round(beside) }),
    rss_mb: Math.round(process.memoryUsage().rss / 2 ** 20),
  };
}
