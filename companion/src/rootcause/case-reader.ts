import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { caseSignals, readCaseRecords, type CaseRecords } from './case-signals.js';
import { InvalidCase, readCsv } from './csv-rows.js';
import type { CallEdge, MetricSeries } from './metric-series.js';
import type { RankInput } from './rank.js';
import { parseTimestamp } from './parse-timestamp.js';

export interface RootCauseCase {
  id: string;
  /** When somebody or something noticed, ms. */
  detectedAt: number;
  symptom: { service: string; metric: string | null } | null;
  series: MetricSeries[];
  graph: CallEdge[];
  records: CaseRecords;
}

const incidentFile = z.object({
  id: z.string().min(1),
  detected_at: z.iso.datetime({ offset: true }),
  symptom: z.object({ service: z.string().min(1), metric: z.string().nullish() }).nullish(),
});

const needed = (path: string, line: number, column: string, text: string): string => {
  if (text === '') {
    throw new InvalidCase(`${path}: line ${line}, column "${column}": is empty`);
  }
  return text;
};

const isGap = (value: string): boolean => /^\s*(nan)?\s*$/i.test(value);

const readMetrics = async (path: string): Promise<MetricSeries[]> => {
  const bySeries = new Map<string, MetricSeries>();
  const knownTimes = new Map<string, number>();
  await readCsv(path, ['timestamp', 'service', 'metric', 'value'], ([timestamp, service, metric, value], line) => {
    let at = knownTimes.get(timestamp);
    if (at === undefined) {
      at = parseTimestamp(timestamp);
      if (!Number.isFinite(at)) {
        throw new InvalidCase(
          `${path}: line ${line}, column "timestamp": "${timestamp}" is neither ISO 8601 nor an epoch`
        );
      }
      knownTimes.set(timestamp, at);
    }
    const number = isGap(value) ? NaN : Number(value);
    if (Number.isNaN(number) && !isGap(value)) {
      throw new InvalidCase(`${path}: line ${line}, column "value": "${value}" is not a number`);
    }
    const key = `${service}\0${metric}`;
    let series = bySeries.get(key);
    if (series === undefined) {
      needed(path, line, 'service', service);
      needed(path, line, 'metric', metric);
      series = { service, metric, labels: {}, times: [], values: [] };
      bySeries.set(key, series);
    }
    if (Number.isFinite(number)) {
      series.times.push(at);
      series.values.push(number);
    }
  });
  return [...bySeries.values()].map(inOrder);
};

/** The series by time; of several samples at one time the last stays. */
const inOrder = (series: MetricSeries): MetricSeries => {
  if (series.times.every((at, index) => index === 0 || at > (series.times[index - 1] as number))) {
    return series;
  }
  const byTime = new Map(series.times.map((at, index) => [at, series.values[index] as number]));
  const times = [...byTime.keys()].sort((a, b) => a - b);
  return { ...series, times, values: times.map((at) => byTime.get(at) as number) };
};

const readGraph = async (path: string): Promise<CallEdge[]> => {
  const edges: CallEdge[] = [];
  await readCsv(path, ['caller', 'callee'], ([caller, callee], line) => {
    edges.push({ caller: needed(path, line, 'caller', caller), callee: needed(path, line, 'callee', callee) });
  });
  return edges;
};

const readIncident = async (path: string): Promise<z.output<typeof incidentFile>> => {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new InvalidCase(`${path}: ${(error as Error).message}`);
  }
  const parsed = incidentFile.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new InvalidCase(`${path}: ${issue?.path.join('.') || 'the document'}: ${issue?.message}`);
  }
  return parsed.data;
};

/**
 * Reads a case folder (`incident.json`, `metrics.csv` or `metrics.csv.gz`, optional `graph.csv`, `logs.jsonl`, `spans.jsonl`,
 * `changes.jsonl`, each gzipped or not).
 * @throws InvalidCase naming file, line and column
 */
export const readCase = async (folder: string): Promise<RootCauseCase> => {
  const incident = await readIncident(join(folder, 'incident.json'));
  const metrics = ['metrics.csv', 'metrics.csv.gz'].map((name) => join(folder, name)).find(existsSync);
  if (metrics === undefined) {
    throw new InvalidCase(`${folder}: there is neither metrics.csv nor metrics.csv.gz`);
  }
  const graph = ['graph.csv', 'graph.csv.gz'].map((name) => join(folder, name)).find(existsSync);
  const series = await readMetrics(metrics);
  return {
    id: incident.id,
    detectedAt: Date.parse(incident.detected_at),
    symptom: incident.symptom ? { service: incident.symptom.service, metric: incident.symptom.metric ?? null } : null,
    series,
    graph: graph === undefined ? [] : await readGraph(graph),
    records: await readCaseRecords(
      folder,
      series.map(({ service }) => service)
    ),
  };
};

/** What the ranking gets of a case that was detected at `detectedAt` (ms). */
export const caseInput = ({ series, graph, symptom, records }: RootCauseCase, detectedAt: number): RankInput => {
  const seen = caseSignals(records, detectedAt);
  return {
    series,
    signals: seen.signals,
    changes: records.changes,
    detectedAt,
    graph: [...graph, ...seen.graph],
    symptom: symptom?.service ?? null,
  };
};
