import { writeFile } from 'node:fs/promises';
import { Command, InvalidArgumentError } from 'commander';
import type { z } from 'zod';
import { evidence } from '@watchroom/contract';
import { caseInput, readCase, type RootCauseCase } from './case-reader.js';
import { explainCause, summarise } from './explain.js';
import { parseTimestamp } from './parse-timestamp.js';
import { rankCauses, type RankedCause, type Ranking } from './rank.js';
import { namedShift } from './service-score.js';

const instantArgument = (text: string): number => {
  const at = parseTimestamp(text);
  if (!Number.isFinite(at)) {
    throw new InvalidArgumentError('expected ISO 8601, such as 2026-11-23T05:00:00Z');
  }
  return at;
};

const iso = (ms: number): string => new Date(ms).toISOString();

interface CauseDocument {
  service: string;
  metric: string;
  score: number;
  evidence: Array<z.input<typeof evidence>>;
}

const causeDocument = (cause: RankedCause, ranking: Ranking, symptom: string | null): CauseDocument => ({
  service: cause.service,
  metric: namedShift(cause).series.metric,
  score: cause.score,
  evidence: explainCause(cause, ranking.windows, symptom).map((item) => evidence.encode(item)),
});

interface CaseDocument {
  id: string;
  detected_at: string;
  onset_at: string;
  normal_from: string;
  normal_to: string;
  series_examined: number;
  series_judged: number;
  confident: boolean;
  summary: string;
  causes: CauseDocument[];
}

/** The document that `watchroom rootcause` writes: causes best first, one for each service. */
export const caseDocument = (given: RootCauseCase, detectedAt: number): CaseDocument => {
  const symptom = given.symptom?.service ?? null;
  const ranking = rankCauses(caseInput(given, detectedAt));
  return {
    id: given.id,
    detected_at: iso(detectedAt),
    onset_at: iso(ranking.onsetAt),
    normal_from: iso(ranking.windows.normalFrom),
    normal_to: iso(ranking.windows.normalTo),
    series_examined: ranking.seriesExamined,
    series_judged: ranking.seriesJudged,
    confident: ranking.confident,
    summary: summarise(ranking),
    causes: ranking.causes.map((cause) => causeDocument(cause, ranking, symptom)),
  };
};

/** `watchroom rootcause`: ranks the causes of a recorded incident. */
export const rootcauseCommand = (): Command =>
  new Command('rootcause')
    .description('rank the causes of a recorded incident')
    .requiredOption(
      '--case <dir>',
      'folder with incident.json, metrics.csv(.gz) and, where there are, graph.csv, logs.jsonl, spans.jsonl, changes.jsonl'
    )
    .requiredOption('--output <file>', 'JSON file to write')
    .option('--detected-at <time>', 'when it was detected, instead of the time in incident.json', instantArgument)
    .option('--json', 'print a summary as one JSON object on the last line')
    .action(async (options: { case: string; output: string; detectedAt?: number; json?: boolean }) => {
      const given = await readCase(options.case);
      const document = caseDocument(given, options.detectedAt ?? given.detectedAt);
      await writeFile(options.output, `${JSON.stringify(document, null, 1)}\n`);
      const { causes, ...about } = document;
      if (options.json) {
        const brief = causes.slice(0, 5).map(({ service, metric, score }) => ({ service, metric, score }));
        process.stdout.write(`${JSON.stringify({ ...about, causes: brief, output: options.output })}\n`);
      } else {
        process.stdout.write(`${about.summary}\n${options.output}: ${causes.length} candidates\n`);
      }
    });
