import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { bandOptions } from '@watchroom/contract';
import { scoreSignal } from '../companion/src/detection/score-signal.js';
import { parseTime, readSeriesCsv } from '../companion/src/detection/series-csv.js';
import { judgeRows, nabScore, type NabFile } from './nab-score.js';
import { productionCorpus } from './production-corpus.js';

const windowsFile = z.record(z.string(), z.array(z.tuple([z.string(), z.string()])));
const profilesFile = z.record(
  z.string(),
  z.object({ CostMatrix: z.object({ tpWeight: z.number(), fpWeight: z.number(), fnWeight: z.number() }) })
);
const DAY = 86_400_000;

/** NAB's published weights, for data that comes without config/profiles.json. */
const PROFILES: z.infer<typeof profilesFile> = {
  standard: { CostMatrix: { tpWeight: 1, fpWeight: 0.11, fnWeight: 1 } },
  reward_low_FP_rate: { CostMatrix: { tpWeight: 1, fpWeight: 0.22, fnWeight: 1 } },
  reward_low_FN_rate: { CostMatrix: { tpWeight: 1, fpWeight: 0.11, fnWeight: 2 } },
};

const readJson = async (path: string): Promise<unknown> => JSON.parse(await readFile(path, 'utf8'));

interface ScoredFile extends NabFile {
  flags: Uint8Array;
}

const scoreColumns = (times: Float64Array, values: Float64Array): Pick<ScoredFile, 'times' | 'scores' | 'flags'> => {
  const scored = scoreSignal({ times, values }, bandOptions.parse({}));
  return { times, scores: scored.score.map((score) => (Number.isNaN(score) ? 0 : score)), flags: scored.isAnomaly };
};

const scoreFile = async (path: string, windows: Array<[string, string]>): Promise<ScoredFile> => {
  const times: number[] = [];
  const values: number[] = [];
  await readSeriesCsv(path, async (rows) => {
    for (const { time, value } of rows) {
      times.push(time);
      values.push(value);
    }
  });
  return {
    ...scoreColumns(Float64Array.from(times), Float64Array.from(values)),
    windows: windows.map(([start, end]): [number, number] => [parseTime(start), parseTime(end)]),
  };
};

type EventFile = Pick<ScoredFile, 'times' | 'flags' | 'windows'>;

/** Events by `is_anomaly`: how many, how many of them outside all windows, and how many windows hold one; minutes from start to find. */
const countEvents = (files: EventFile[]) => {
  const counts = { events: 0, falseEvents: 0, hits: 0, windows: 0, days: 0, delays: [] as number[] };
  for (const { times, flags, windows } of files) {
    const hit = new Map<number, number>();
    flags.forEach((flag, row) => {
      const time = times[row] as number;
      const window = windows.findIndex(([start, end]) => time >= start && time <= end);
      if (flag && window >= 0 && !hit.has(window)) {
        hit.set(window, (time - (windows[window] as [number, number])[0]) / 60_000);
      }
      if (flag && !flags[row - 1]) {
        counts.events += 1;
        counts.falseEvents += window < 0 ? 1 : 0;
      }
    });
    counts.hits += hit.size;
    counts.delays.push(...hit.values());
    counts.windows += windows.length;
    counts.days += ((times[times.length - 1] as number) - (times[0] as number)) / DAY;
  }
  return counts;
};

const rounded = (value: number): number => Number(value.toFixed(4));

const eventFigures = (files: EventFile[], prefix: string): Record<string, number> => {
  const counts = countEvents(files);
  const precision = 1 - counts.falseEvents / Math.max(1, counts.events);
  const recall = counts.hits / Math.max(1, counts.windows);
  const delays = counts.delays.sort((a, b) => a - b);
  return {
    [`${prefix}event_precision`]: rounded(precision),
    [`${prefix}event_recall`]: rounded(recall),
    [`${prefix}event_f1`]: rounded((2 * precision * recall) / Math.max(1e-9, precision + recall)),
    [`${prefix}median_delay_minutes`]: rounded(delays[delays.length >> 1] ?? NaN),
    [`${prefix}false_events_per_series_day`]: rounded(counts.falseEvents / counts.days),
  };
};

/** Plain rolling z-score over a day's points of 5 min, for comparison. */
const rollingZ = (values: Float64Array, limit: number): Uint8Array => {
  const points = 288;
  const flags = new Uint8Array(values.length);
  let sum = 0;
  let squares = 0;
  values.forEach((value, row) => {
    if (row >= points) {
      const mean = sum / points;
      const deviation = Math.sqrt(Math.max(1e-12 * (1 + mean ** 2), squares / points - mean ** 2));
      flags[row] = Math.abs(value - mean) > limit * deviation ? 1 : 0;
      const oldest = values[row - points] as number;
      sum -= oldest;
      squares -= oldest ** 2;
    }
    sum += value;
    squares += value ** 2;
  });
  return flags;
};

/** On made-up production metrics, in two halves of other seeds, with the best of several rolling z-scores beside it. */
const productionFigures = (): Record<string, number> => {
  const figures: Record<string, number> = {};
  for (const [half, seed] of [
    ['a', 0],
    ['b', 1],
  ] as const) {
    const corpus = productionCorpus(100, seed);
    const prefix = `production_${half}_`;
    const files = corpus.map(({ times, values, windows }) => ({ ...scoreColumns(times, values), windows }));
    Object.assign(figures, eventFigures(files, prefix));
    const others = [4, 5, 6, 8, 10].map((limit) =>
      eventFigures(
        corpus.map(({ times, values, windows }) => ({ times, windows, flags: rollingZ(values, limit) })),
        `${prefix}rolling_z_`
      )
    );
    const f1 = `${prefix}rolling_z_event_f1`;
    const best = others.reduce((most, other) => ((other[f1] as number) > (most[f1] as number) ? other : most));
    const falseEvents = `${prefix}rolling_z_false_events_per_series_day`;
    Object.assign(figures, { [f1]: best[f1], [falseEvents]: best[falseEvents] });
  }
  return figures;
};

/**
 * NAB's scores of the default configuration: over anomaly_score with one threshold per profile for all files, and by
 * is_anomaly; events by is_anomaly; the score with the threshold chosen on one half of the files and used on the other; and events
 * on made-up production metrics (`--nab-only` leaves them out).
 */
export async function run(args: string[]): Promise<Record<string, number>> {
  const { values } = parseArgs({
    args,
    options: { data: { type: 'string' }, 'nab-only': { type: 'boolean' } },
    allowPositionals: true,
  });
  const data = values.data ?? join(import.meta.dirname, '../../shared/data/nab');
  if (!existsSync(join(data, 'labels/combined_windows.json'))) {
    throw new Error(`${data}: there is no labels/combined_windows.json; give a folder laid out as NAB's with --data`);
  }
  const labels = windowsFile.parse(await readJson(join(data, 'labels/combined_windows.json')));
  const profilesPath = join(data, 'config/profiles.json');
  const profiles = existsSync(profilesPath) ? profilesFile.parse(await readJson(profilesPath)) : PROFILES;
  const files: ScoredFile[] = [];
  for (const [name, windows] of Object.entries(labels)) {
    files.push(await scoreFile(join(data, 'data', name), windows));
  }
  const judged = judgeRows(files);
  const figures: Record<string, number> = {};
  for (const [name, { CostMatrix }] of Object.entries(profiles)) {
    const { score, threshold } = nabScore(judged, CostMatrix);
    figures[`nab_${name.replace(/^reward_|_rate$/g, '').toLowerCase()}`] = rounded(score);
    figures[`nab_${name.replace(/^reward_|_rate$/g, '').toLowerCase()}_threshold`] = rounded(threshold);
  }
  const standard = profiles['standard']?.CostMatrix;
  if (standard) {
    const flagged = judgeRows(files.map((file) => ({ ...file, scores: file.flags })));
    figures['nab_standard_is_anomaly'] = rounded(nabScore(flagged, standard, 1).score);
    for (const half of [0, 1]) {
      const flagsOfHalf = files
        .filter((_, index) => index % 2 === half)
        .map((file) => ({ ...file, scores: file.flags }));
      figures[`nab_standard_is_anomaly_half_${half + 1}`] = rounded(
        nabScore(judgeRows(flagsOfHalf), standard, 1).score
      );
    }
    const halves = [0, 1].map((half) => judgeRows(files.filter((_, index) => index % 2 === half)));
    const [even, odd] = halves as [(typeof halves)[number], (typeof halves)[number]];
    const crossed = [
      nabScore(even, standard, nabScore(odd, standard).threshold).score,
      nabScore(odd, standard, nabScore(even, standard).threshold).score,
    ];
    figures['nab_standard_threshold_from_other_half'] = rounded(((crossed[0] as number) + (crossed[1] as number)) / 2);
  }
  return { ...figures, ...eventFigures(files, ''), ...(values['nab-only'] ? {} : productionFigures()) };
}
