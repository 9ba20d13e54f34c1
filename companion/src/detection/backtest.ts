import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { once } from 'node:events';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { finished } from 'node:stream/promises';
import type { BandOptions } from '@watchroom/contract';
import { emptyJudgement } from './judgement.js';
import { createScorer, observe } from './online-scorer.js';
import { InvalidSeriesFile, readSeriesCsv } from './series-csv.js';

export interface BacktestSummary {
  files: number;
  points: number;
  /** Stretches of rows with is_anomaly. */
  anomalies: number;
  anomalous_points: number;
  seconds: number;
  points_per_second: number;
}

const text = (value: number): string => (Number.isFinite(value) ? String(value) : '');

/** Scores one file row by row, as it would have been live. The output appears whole or not at all. */
const backtestFile = async (
  input: string,
  output: string,
  options: BandOptions
): Promise<Pick<BacktestSummary, 'points' | 'anomalies' | 'anomalous_points'>> => {
  await mkdir(dirname(output), { recursive: true });
  const unfinished = `${output}.part`;
  const stream = createWriteStream(unfinished);
  const closed = finished(stream);
  closed.catch(() => undefined);
  const scorer = createScorer(options);
  const judgement = emptyJudgement();
  const counts = { points: 0, anomalies: 0, anomalous_points: 0 };
  let wasAnomaly = false;
  try {
    stream.write('timestamp,value,anomaly_score,lower,upper,is_anomaly\n');
    await readSeriesCsv(input, async (rows) => {
      let lines = '';
      for (const row of rows) {
        observe(scorer, row.time, row.value, judgement);
        const { isAnomaly, score, lower, upper } = judgement;
        counts.points += 1;
        counts.anomalous_points += isAnomaly ? 1 : 0;
        counts.anomalies += isAnomaly && !wasAnomaly ? 1 : 0;
        wasAnomaly = isAnomaly;
        const scored = Number.isFinite(score) ? score : 0;
        lines += `${row.timestamp},${row.text},${scored},${text(lower)},${text(upper)},${isAnomaly ? 1 : 0}\n`;
      }
      if (!stream.write(lines)) {
        await Promise.race([once(stream, 'drain'), closed]);
      }
    });
    stream.end();
    await closed;
    await rename(unfinished, output);
  } catch (error) {
    stream.destroy();
    await rm(unfinished, { force: true });
    throw error;
  }
  return counts;
};

/** CSV files to score with where their results go, in order of name; the tree below a folder is kept. */
const planFiles = async (input: string, output: string): Promise<Array<{ from: string; to: string }>> => {
  const about = await stat(input).catch(() => {
    throw new InvalidSeriesFile(`${input}: there is no such file or folder`);
  });
  if (!about.isDirectory()) {
    return [{ from: input, to: join(output, basename(input)) }];
  }
  const entries = await readdir(input, { recursive: true, withFileTypes: true });
  const inside = `${resolve(output)}/`;
  return entries
    .filter((entry) => entry.isFile() && entry.name.toLowerCase().endsWith('.csv'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((path) => resolve(output) === resolve(input) || !resolve(path).startsWith(inside))
    .sort()
    .map((path) => ({ from: path, to: join(output, relative(input, path)) }));
};

/**
 * Runs detection over recorded series. One output row for each input row, in input order; a row depends on no later one.
 * @throws InvalidSeriesFile for what can't be read, naming file, line and column
 */
export const backtest = async (input: string, output: string, options: BandOptions): Promise<BacktestSummary> => {
  const files = await planFiles(input, output);
  if (files.length === 0) {
    throw new InvalidSeriesFile(`${input}: there is no CSV file in it`);
  }
  const own = files.find(({ from, to }) => resolve(from) === resolve(to));
  if (own) {
    throw new InvalidSeriesFile(`${own.from}: the output would overwrite the input; choose another --output`);
  }
  const began = performance.now();
  const total = { files: files.length, points: 0, anomalies: 0, anomalous_points: 0 };
  for (const { from, to } of files) {
    const counts = await backtestFile(from, to, options);
    total.points += counts.points;
    total.anomalies += counts.anomalies;
    total.anomalous_points += counts.anomalous_points;
  }
  const seconds = (performance.now() - began) / 1000;
  return {
    ...total,
    seconds: Number(seconds.toFixed(3)),
    points_per_second: Math.round(total.points / Math.max(seconds, 1e-3)),
  };
};
