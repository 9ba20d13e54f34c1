import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { caseInput, readCase, type RootCauseCase } from '../companion/src/rootcause/case-reader.js';
import { rankCauses, type Ranking } from '../companion/src/rootcause/rank.js';
import { namedShift } from '../companion/src/rootcause/service-score.js';

const truthFile = z.record(
  z.string(),
  z.object({ service: z.string(), metric: z.string().nullable(), metric_also: z.array(z.string()).optional() })
);
type Truth = z.output<typeof truthFile>[string];

const lateness = { in_time: 0, late_60s: 60_000 } as const;

/** Hits at rank 1, at rank 3, and the mean over ranks 1 to 5 (Avg@5). Ranks are 0-based; -1 is not found. */
const accuracy = (prefix: string, ranks: readonly number[]): Record<string, number> => {
  const within = (k: number): number => ranks.filter((rank) => rank >= 0 && rank < k).length / ranks.length;
  const rounded = (value: number): number => Number(value.toFixed(4));
  return {
    [`${prefix}_ac1`]: rounded(within(1)),
    [`${prefix}_ac3`]: rounded(within(3)),
    [`${prefix}_avg5`]: rounded([1, 2, 3, 4, 5].reduce((sum, k) => sum + within(k), 0) / 5),
  };
};

const serviceRank = ({ causes }: Ranking, truth: Truth): number =>
  causes.findIndex((cause) => cause.service === truth.service);

const metricRank = ({ causes }: Ranking, truth: Truth): number =>
  causes.findIndex(
    (cause) =>
      cause.service === truth.service &&
      [truth.metric, ...(truth.metric_also ?? [])].includes(namedShift(cause).series.metric)
  );

interface Judged {
  truth: Truth;
  ranking: Ranking;
}

const figures = (prefix: string, judged: readonly Judged[]): Record<string, number> => {
  const withMetric = judged.filter(({ truth }) => truth.metric !== null);
  const confident = judged.filter(({ ranking }) => ranking.confident);
  const right = confident.filter(({ ranking, truth }) => serviceRank(ranking, truth) === 0).length;
  return {
    ...accuracy(
      `${prefix}_service`,
      judged.map(({ ranking, truth }) => serviceRank(ranking, truth))
    ),
    ...(withMetric.length > 0 &&
      accuracy(
        `${prefix}_metric`,
        withMetric.map(({ ranking, truth }) => metricRank(ranking, truth))
      )),
    [`${prefix}_confident_share`]: Number((confident.length / judged.length).toFixed(4)),
    ...(confident.length > 0 && { [`${prefix}_confident_service_ac1`]: Number((right / confident.length).toFixed(4)) }),
  };
};

const judge = (given: RootCauseCase, truth: Truth, late: number): Judged => ({
  truth,
  ranking: rankCauses(caseInput(given, given.detectedAt + late)),
});

const runSet = async (folder: string, prefix: string): Promise<Record<string, number>> => {
  const truths = truthFile.parse(JSON.parse(await readFile(join(folder, 'truth.json'), 'utf8')));
  const judged: Record<keyof typeof lateness, Judged[]> = { in_time: [], late_60s: [] };
  let series = 0;
  let milliseconds = 0;
  for (const [name, truth] of Object.entries(truths)) {
    const given = await readCase(join(folder, name));
    const started = performance.now();
    judged.in_time.push(judge(given, truth, lateness.in_time));
    judged.late_60s.push(judge(given, truth, lateness.late_60s));
    milliseconds += performance.now() - started;
    series += 2 * given.series.length;
  }
  return {
    [`${prefix}_cases`]: judged.in_time.length,
    ...figures(`${prefix}_in_time`, judged.in_time),
    ...figures(`${prefix}_late_60s`, judged.late_60s),
    [`${prefix}_series_ranked_per_second`]: Math.round((series * 1000) / milliseconds),
  };
};

/**
 * Accuracy of root-cause ranking on recorded incidents with known causes, detected in time and 60 s late. `--data DIR` holds one
 * folder for each set, with `truth.json` and its cases. Shares are 0 to 1.
 */
export async function run(args: string[]): Promise<Record<string, number>> {
  const { values } = parseArgs({ args, options: { data: { type: 'string' } }, allowPositionals: true, strict: false });
  if (typeof values.data !== 'string') {
    throw new Error('bench rootcause needs --data DIR, a folder of sets with truth.json and case folders');
  }
  const root = values.data;
  const sets = readdirSync(root)
    .filter((name) => existsSync(join(root, name, 'truth.json')))
    .sort();
  if (sets.length === 0) {
    throw new Error(`${root} holds no set: expected folders with a truth.json`);
  }
  const results: Record<string, number> = {};
  for (const set of sets) {
    Object.assign(results, await runSet(join(root, set), set.replaceAll(/[^a-z0-9]+/gi, '_').toLowerCase()));
  }
  return results;
}
