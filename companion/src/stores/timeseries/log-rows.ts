import { logLevel } from '@watchroom/contract';
import type { Connections } from './connections.js';
import { parameterText } from './embedded-connection.js';
import type {
  LogCount,
  LogCountSeries,
  LogRange,
  LogSearch,
  LogStore,
  StoredLogLine,
  StoredTemplate,
} from './log-store.js';
import { timeText } from './series-catalogue.js';

const minuteMs = 60_000;
/** More groups than a page can show or memory should hold. */
const maxCounts = 500_000;
const maxTemplates = 100_000;

/** Text inside a map of a tab-separated row: quoted, with the same escapes. */
const mapText = (text: string): string => `'${parameterText(text).replaceAll("'", "\\'")}'`;

/** A map as tab-separated rows hold it; remembered, as lines of one source have the same. */
const createMapWriter = (): ((labels: Record<string, string>) => string) => {
  const known = new WeakMap<Record<string, string>, string>();
  return (labels) => {
    let text = known.get(labels);
    if (text === undefined) {
      text = `{${Object.entries(labels)
        .map(([name, value]) => `${mapText(name)}:${mapText(value)}`)
        .join()}}`;
      known.set(labels, text);
    }
    return text;
  };
};

const selected = `toFloat64(toUnixTimestamp64Milli(t)), service, level, template_id, message, labels, trace_id`;

const fromRow = ([at, service, level, templateId, message, labels, traceId]: unknown[]): StoredLogLine => ({
  at: Number(at),
  service: String(service),
  level: logLevel.catch('unknown').parse(level),
  templateId: String(templateId),
  message: String(message),
  labels: labels as Record<string, string>,
  traceId: String(traceId),
});

/** `%` and `_` stand for themselves in what people search for. */
const likeText = (word: string): string => `%${word.toLowerCase().replace(/[\\%_]/g, (char) => `\\${char}`)}%`;

const inRange = ({ service, levels }: LogRange): string =>
  [
    't >= fromUnixTimestamp64Milli({from:Int64}) AND t < fromUnixTimestamp64Milli({to:Int64})',
    ...(service === undefined ? [] : ['service = {service:String}']),
    ...(levels === undefined ? [] : ["level IN splitByChar(',', {levels:String})"]),
  ].join(' AND ');
const rangeParams = ({ from, to, service, levels }: LogRange): Record<string, unknown> => ({
  from: Math.ceil(from),
  to: Math.ceil(to),
  ...(service !== undefined && { service }),
  ...(levels !== undefined && { levels: levels.join() }),
});

/** Steps of whole minutes, counted from the first whole one. */
const stepParams = ({ from, step }: { from: number; step: number }): Record<string, number> => ({
  first: Math.ceil(from / minuteMs) * 60,
  step: Math.max(1, Math.round(step / minuteMs)) * 60,
});
const stepOfTime = 'intDiv(toUnixTimestamp(t) - {first:UInt32}, {step:UInt32}) * {step:UInt32} + {first:UInt32}';
const errorLines = "sumIf(lines, level IN ('error', 'critical'))";

/** Logs by these connections; `nextVersion` grows with each call. */
export const createLogRows = (connections: Connections, nextVersion: () => number): LogStore => {
  const writeMap = createMapWriter();

  const insertTemplates = async (templates: readonly StoredTemplate[]): Promise<void> => {
    if (templates.length > 0) {
      const rows = templates.map(({ id, parts, learnt, mergedInto, firstAt }) => [
        id,
        parts,
        learnt,
        mergedInto ?? '',
        timeText(firstAt),
        nextVersion(),
      ]);
      const columns: [string, ...string[]] = ['id', 'parts', 'learnt', 'merged_into', 'first_at', 'version'];
      await connections.insertRows({ role: 'intake', table: 'log_templates', columns, rows });
    }
  };

  const search = async (asked: LogSearch): Promise<StoredLogLine[]> => {
    const { templateIds, text = '', limit } = asked;
    const words = text
      .split(/\s+/)
      .filter((word) => word !== '')
      .slice(0, 10);
    const params: Record<string, unknown> = { ...rangeParams(asked), limit };
    const conditions = [inRange(asked)];
    for (const [index, word] of words.entries()) {
      conditions.push(`lower(message) LIKE {word${index}:String}`);
      params[`word${index}`] = likeText(word);
    }
    if (templateIds !== undefined) {
      conditions.push("template_id IN splitByChar(',', {templates:String})");
      params['templates'] = templateIds.join();
    }
    const rows = await connections.rows({
      role: 'read',
      operation: 'search logs',
      sql: `SELECT ${selected} FROM log_lines WHERE ${conditions.join(' AND ')} ORDER BY t DESC, message LIMIT {limit:UInt32}`,
      params,
    });
    return rows.map(fromRow);
  };

  return {
    insert: async (lines, templates) => {
      await insertTemplates(templates);
      if (lines.length > 0) {
        const text = lines
          .map(
            ({ at, service, level, templateId, message, labels, traceId }) =>
              `${timeText(at)}\t${parameterText(service)}\t${level}\t${templateId}\t${parameterText(message)}\t${writeMap(labels)}\t${parameterText(traceId)}\n`
          )
          .join('');
        const columns: [string, ...string[]] = [
          't',
          'service',
          'level',
          'template_id',
          'message',
          'labels',
          'trace_id',
        ];
        await connections.insertText({ role: 'intake', table: 'log_lines', columns, text });
      }
    },
    templates: async () => {
      const rows = await connections.rows({
        role: 'intake',
        operation: 'read log templates',
        sql: `SELECT id, parts, learnt, merged_into, toFloat64(toUnixTimestamp64Milli(first_at)) FROM log_templates FINAL
          ORDER BY version DESC LIMIT ${maxTemplates}`,
      });
      return rows.map(([id, parts, learnt, mergedInto, firstAt]) => ({
        id: String(id),
        parts: parts as string[],
        learnt: learnt as number[],
        mergedInto: mergedInto === '' ? null : String(mergedInto),
        firstAt: Number(firstAt),
      }));
    },
    counts: async (range) => {
      const rows = await connections.rows({
        role: 'read',
        operation: 'count logs',
        sql: `SELECT service, template_id, ${stepOfTime} AS at, sum(lines), ${errorLines}
          FROM log_counts WHERE ${inRange(range)} GROUP BY service, template_id, at ORDER BY at, service, template_id
          LIMIT ${maxCounts}`,
        params: { ...rangeParams(range), ...stepParams(range) },
      });
      return rows.map(([service, templateId, at, lines, errors]): LogCount => ({
        service: String(service),
        templateId: String(templateId),
        at: Number(at) * 1000,
        lines: Number(lines),
        errors: Number(errors),
      }));
    },
    countSeries: async (range) => {
      const rows = await connections.rows({
        role: 'read',
        operation: 'count logs',
        sql: `SELECT service, template_id, groupArray(at), groupArray(in_step), groupArray(errors_in_step) FROM (
            SELECT service, template_id, ${stepOfTime} AS at,
              sum(lines) AS in_step, ${errorLines} AS errors_in_step
            FROM log_counts WHERE ${inRange(range)} GROUP BY service, template_id, at LIMIT ${maxCounts}
          ) GROUP BY service, template_id ORDER BY service, template_id`,
        params: { ...rangeParams(range), ...stepParams(range) },
      });
      return rows.map(([service, templateId, at, lines, errors]): LogCountSeries => ({
        service: String(service),
        templateId: String(templateId),
        at: (at as number[]).map((second) => second * 1000),
        lines: lines as number[],
        errors: errors as number[],
      }));
    },
    search,
    services: async (range) => {
      const rows = await connections.rows({
        role: 'read',
        operation: 'services of logs',
        sql: `SELECT DISTINCT service FROM log_counts WHERE ${inRange(range)} ORDER BY service LIMIT 1000`,
        params: rangeParams(range),
      });
      return rows.map(([service]) => String(service));
    },
  };
};
