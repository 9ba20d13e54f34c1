import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { bandOptions } from '@watchroom/contract';
import { scoreSignal } from '../companion/src/detection/score-signal.js';
import { parseTime, readSeriesCsv } from '../companion/src/detection/series-csv.js';
import { judgeRows, nabScore, type NabFile } from './nab-score.js';

const windowsFile = z.record(z.string(), z.array(z.tuple([z.string(), z.string()])));
const profilesFile = z.record(
  z.string(),
  z.object({ CostMatrix: z.object({ tpWeight: z.number(), fpWeight: z.number(), fnWeight: z.number() }) })
);
const DAY = 86_400_000;

const readJson = async (path: string): Promise<unknown> => JSON.parse(await readFile(path, 'utf8'));

interface ScoredFile extends NabFile {
  flags: Uint8Array;
}

const scoreFile = async (path: string, windows: Array<[string, string]>): Promise<ScoredFile> => {
  const times: number[] = [];
  const values: number[] = [];
  await readSeriesCsv(path, async (rows) => {
    for (const { time, value } of rows) {
      times.push(time);
      values.push(value);
    }
  });
  const signal = { times: Float64Array.from(times), values: Float64Array.from(values) };
  const scored = scoreSignal(signal, bandOptions.parse({}));
  return {
    times: signal.times,
    scores: scored.score.map((score) => (Number.isNaN(score) ? 0 : score)),
    flags: scored.isAnomaly,
    windows: windows.map(([start, end]): [number, number] => [parseTime(start), parseTime(end)]),
  };
};

/** Events by `is_anomaly`: how many, how many of them outside all windows, and how many windows hold one. */
const countEvents = (
  files: ScoredFile[]
): { events: number; falseEvents: number; hits: number; windows: number; days: number } => {
  const counts = { events: 0, falseEvents: 0, hits: 0, windows: 0, days: 0 };
  for (const { times, flags, windows } of files) {
    const hit = new Set<number>();
    flags.forEach((flag, row) => {
      const time = times[row] as number;
      const window = windows.findIndex(([start, end]) => time >= start && time <= end);
      if (flag && window >= 0) {
        hit.add(window);
      }
      if (flag && !flags[row - 1]) {
        counts.events += 1;
        counts.falseEvents += window < 0 ? 1 : 0;
      }
    });
    counts.hits += hit.size;
    counts.windows += windows.length;
    counts.days += ((times[times.length - 1] as number) - (times[0] as number)) / DAY;
  }
  return counts;
};

const rounded = (value: number): number => Number(value.toFixed(4));

/**
 * NAB's scores of the default configuration: over anomaly_score with one threshold per profile for all files, and by
 * is_anomaly; events by is_anomaly; and the score with the threshold chosen on one half of the files and used on the other.
 */
export async function run(args: string[]): Promise<Record<string, number>> {
  const { values } = parseArgs({ args, options: { data: { type: 'string' } }, allowPositionals: true });
  const data = values.data ?? join(import.meta.dirname, '../../shared/data/nab');
  if (!existsSync(join(data, 'labels/combined_windows.json'))) {
    throw new Error(`${data}: there is no labels/combined_windows.json; give NAB's folder with --data`);
  }
  const labels = windowsFile.parse(await readJson(join(data, 'labels/combined_windows.json')));
  const profiles = profilesFile.parse(await readJson(join(data, 'config/profiles.json')));
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
    const halves = [0, 1].map((half) => judgeRows(files.filter((_, index) => index % 2 === half)));
    const [even, odd] = halves as [(typeof halves)[number], (typeof halves)[number]];
    const crossed = [
      nabScore(even, standard, nabScore(odd, standard).threshold).score,
      nabScore(odd, standard, nabScore(even, standard).threshold).score,
    ];
    figures['nab_standard_threshold_from_other_half'] = rounded(((crossed[0] as number) + (crossed[1] as number)) / 2);
  }
  const counts = countEvents(files);
  const precision = 1 - counts.falseEvents / Math.max(1, counts.events);
  const recall = counts.hits / Math.max(1, counts.windows);
  return {
    ...figures,
    event_precision: rounded(precision),
    event_recall: rounded(recall),
    event_f1: rounded((2 * precision * recall) / Math.max(1e-9, precision + recall)),
    false_events_per_series_day: rounded(counts.falseEvents / counts.days),
  };
}
