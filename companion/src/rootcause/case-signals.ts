import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { logLevelOf } from '../logs/log-line.js';
import { createTemplateMiner } from '../logs/template-miner.js';
import type { ChangeEvent } from './changes-nearby.js';
import { readJsonLines } from './json-rows.js';
import { logSignals, type TemplateCounts } from './log-signals.js';
import type { CallEdge } from './metric-series.js';
import type { JudgedSeries } from './metric-shift.js';
import { parseTimestamp } from './parse-timestamp.js';
import { createServiceNames } from './service-names.js';
import { binsFor, type Bins } from './signals.js';
import { spanSignals, type Span } from './span-signals.js';

const timestamp = z.union([z.string(), z.number()]).transform((text, context) => {
  const at = parseTimestamp(String(text));
  if (!Number.isFinite(at)) {
    context.addIssue({ code: 'custom', message: `"${text}" is neither ISO 8601 nor an epoch` });
    return z.NEVER;
  }
  return at;
});

const word = z.union([z.string(), z.number(), z.boolean()]).nullish();

const logRow = z.object({ timestamp, service: z.string().min(1), message: z.string(), level: z.string().nullish() });
const spanRow = z.object({
  timestamp,
  trace_id: z.coerce.string(),
  span_id: z.coerce.string(),
  parent_id: z.union([z.string(), z.number()]).nullish(),
  service: z.string().min(1),
  operation: z.string().nullish(),
  duration_ms: z.coerce.number(),
  error: word,
  status: word,
  status_code: word,
});
const changeRow = z.object({
  timestamp,
  service: z.string().min(1),
  kind: z.string().default('change'),
  title: z.string().default(''),
});

const fileOf = (folder: string, name: string): string | undefined =>
  [name, `${name}.gz`].map((each) => join(folder, each)).find(existsSync);

const noParent = /^(|root|null|none|0+|-1|nan)$/i;
const isTrue = /^(true|1|yes)$/i;
const failedStatus = /error|fail|unavailable|internal|deadline|^2$|^5\d\d$/i;

const spanFailed = ({ error, status, status_code: code }: z.output<typeof spanRow>): boolean =>
  isTrue.test(String(error ?? '')) ||
  failedStatus.test(String(status ?? '')) ||
  // gRPC's 0 and 2xx are well; OpenTelemetry's 2 is an error.
  failedStatus.test(String(code ?? ''));

const binsOf = (times: readonly number[], detectedAt: number): Bins => {
  const [first, last] = times.reduce(([least, most], at) => [Math.min(least, at), Math.max(most, at)] as const, [
    Infinity,
    -Infinity,
  ] as const);
  return binsFor(first, last, detectedAt);
};

const readLogs = async (path: string): Promise<TemplateCounts[]> => {
  const miner = createTemplateMiner();
  const found = new Map<string, { service: string; id: string; at: number[]; errors: number[] }>();
  const texts = new Map<string, string>();
  await readJsonLines(path, logRow, (row) => {
    const { id, template, level: mined } = miner.match(row.message);
    const level = logLevelOf(row.level) ?? logLevelOf(mined);
    texts.set(id, template);
    const key = `${row.service}\0${id}`;
    const known = found.get(key) ?? { service: row.service, id, at: [], errors: [] };
    known.at.push(row.timestamp);
    known.errors.push(level === 'error' || level === 'critical' ? 1 : 0);
    found.set(key, known);
  });
  return [...found.values()].map(({ service, id, at, errors }): TemplateCounts => {
    const now = miner.resolve(id);
    const template = now?.template ?? texts.get(id) ?? '';
    return { service, templateId: now?.id ?? id, template, at, lines: at.map(() => 1), errors };
  });
};

const readSpans = async (path: string): Promise<Span[]> => {
  const spans: Span[] = [];
  await readJsonLines(path, spanRow, (row) => {
    const parent = String(row.parent_id ?? '');
    spans.push({
      at: row.timestamp,
      traceId: row.trace_id,
      spanId: row.span_id,
      parentId: noParent.test(parent) ? null : parent,
      service: row.service,
      operation: row.operation ?? '',
      durationMs: row.duration_ms,
      failed: spanFailed(row),
    });
  });
  return spans;
};

/** What a case folder holds beside its metrics, as read. */
export interface CaseRecords {
  logs: TemplateCounts[];
  spans: Span[];
  changes: ChangeEvent[];
}

/**
 * Reads `logs.jsonl`, `spans.jsonl` and `changes.jsonl` (each may be gzipped or absent) of a case folder. Services get the names that
 * the metrics have (`known`).
 * @throws InvalidCase naming file, line and field
 */
export const readCaseRecords = async (folder: string, known: Iterable<string>): Promise<CaseRecords> => {
  const [logs, spans, changed] = ['logs.jsonl', 'spans.jsonl', 'changes.jsonl'].map((name) => fileOf(folder, name));
  const changes: ChangeEvent[] = [];
  if (changed !== undefined) {
    await readJsonLines(changed, changeRow, ({ timestamp: at, service, kind, title }) => {
      changes.push({ at, service, kind, title });
    });
  }
  const nameOf = createServiceNames(known);
  const named = <T extends { service: string }>(all: T[]): T[] => {
    all.forEach((one) => (one.service = nameOf(one.service)));
    return all;
  };
  return {
    logs: named(logs === undefined ? [] : await readLogs(logs)),
    spans: named(spans === undefined ? [] : await readSpans(spans)),
    changes: named(changes),
  };
};

/** Series to be judged and calls seen, from what was recorded. */
export const caseSignals = (
  { logs, spans }: Pick<CaseRecords, 'logs' | 'spans'>,
  detectedAt: number
): { signals: JudgedSeries[]; graph: CallEdge[] } => {
  const logTimes = logs.flatMap(({ at }) => at);
  const spanTimes = spans.map(({ at }) => at);
  const fromLogs = logs.length === 0 ? [] : logSignals(logs, binsOf(logTimes, detectedAt));
  const fromSpans = spans.length === 0 ? { signals: [], graph: [] } : spanSignals(spans, binsOf(spanTimes, detectedAt));
  return { signals: [...fromLogs, ...fromSpans.signals], graph: fromSpans.graph };
};
