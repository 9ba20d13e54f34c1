import { ClickHouseLogLevel, createClient, type ClickHouseClient, type ClickHouseSettings } from '@clickhouse/client';
import type { DetectorQuery } from '@watchroom/contract';
import pRetry from 'p-retry';
import { z } from 'zod';
import type { SourceSettings } from '../../config/settings.js';
import { isBrokenConnection } from '../../stores/timeseries/store-errors.js';
import { bareType, labelCells, timeReader, valueCell } from './cells.js';
import { quotedTable, sqlStatement, tableStatement, type Statement } from './clickhouse-sql.js';
import { createSeriesBuilder } from './series-builder.js';
import { shortText, SourceError } from './source-error.js';
import { maxAnswerBytes } from './source-http.js';
import type { SourceConnection, SourceSeries, TimeRange } from './types.js';

type ClickHouseQuery = Extract<DetectorQuery, { type: 'sql' | 'table' }>;

/** Rows of one answer; a longer range is asked for in parts. */
const maxRows = 2_000_000;

/** TOO_MANY_ROWS, TIMEOUT_EXCEEDED, TOO_SLOW, MEMORY_LIMIT_EXCEEDED, TOO_MANY_BYTES, TOO_MANY_ROWS_OR_BYTES. */
const tooMuch = new Set(['158', '159', '160', '241', '307', '396']);
const settingsRefused = '164';

const settingsFor = (timeoutMs: number): ClickHouseSettings => ({
  // Reading only; settings such as those below may still be set.
  readonly: '2',
  max_execution_time: timeoutMs / 1000,
  max_result_rows: String(maxRows),
  max_result_bytes: String(4 * maxAnswerBytes),
  result_overflow_mode: 'throw',
  // What is given up here must not run on there.
  cancel_http_readonly_queries_on_client_close: 1,
  // Makes a server tell errors by status, not in the middle of the answer.
  wait_end_of_query: 1,
  date_time_output_format: 'unix_timestamp',
  output_format_json_quote_64bit_integers: 0,
  output_format_json_quote_decimals: 0,
  output_format_json_quote_denormals: 0,
});

/** An answer column by column: parsed at once, which takes little more than half of the time of rows. */
const table = z.object({
  meta: z.array(z.object({ name: z.string(), type: z.string() })),
  // Not looked at cell by cell: millions.
  data: z.record(z.string(), z.custom<unknown[]>(Array.isArray)),
});
type Table = z.output<typeof table>;

interface Column {
  name: string;
  type: string;
  cells: unknown[];
}

const columnsOf = ({ meta, data }: Table): Column[] =>
  meta.map(({ name, type }) => ({ name, type: bareType(type), cells: data[name] ?? [] }));

const pick = (columns: Column[], name: string): Column => {
  const found = columns.find((column) => column.name === name);
  if (found === undefined) {
    const names = columns.map((column) => column.name).join(', ');
    throw new SourceError(`The query must answer a column "${name}"; it answers ${names}`);
  }
  return found;
};

const seriesOf = (query: ClickHouseQuery, answer: Table, range: TimeRange): SourceSeries[] => {
  const columns = columnsOf(answer);
  const [timeName, valueName] = query.type === 'table' ? [query.time, query.value] : ['time', 'value'];
  const time = pick(columns, timeName);
  const value = pick(columns, valueName);
  const labels = columns.filter((column) => column !== time && column !== value);
  const timeOf = timeReader(time.type, time.name);
  const builder = createSeriesBuilder();
  for (let row = 0; row < time.cells.length; row++) {
    const at = timeOf(time.cells[row]);
    if (at !== null && at >= range.from && at < range.to) {
      let key = '';
      for (const { cells } of labels) {
        const cell = cells[row];
        key += `\0${typeof cell === 'string' ? cell : JSON.stringify(cell)}`;
      }
      const labelsOfRow = () => labels.flatMap(({ name, cells }) => labelCells(cells[row], name));
      builder.addKeyed(key, labelsOfRow, at, valueCell(value.cells[row], value.name));
    }
  }
  return builder.series();
};

const readTable = (text: string): Table => {
  try {
    return table.parse(JSON.parse(text));
  } catch {
    throw new SourceError('The server at this address does not answer as ClickHouse does');
  }
};

const toSourceError = (error: unknown, { url, timeoutMs }: SourceSettings, timedOut: boolean): SourceError => {
  if (error instanceof SourceError) {
    return error;
  }
  if (timedOut) {
    const message = `${url} did not answer within ${timeoutMs / 1000} s`;
    return new SourceError(message, { tooMuch: true, cause: error });
  }
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (isBrokenConnection(error)) {
    return new SourceError(`${url} can't be reached: ${shortText(message) || code}`, { cause: error });
  }
  if (code === settingsRefused) {
    return new SourceError(
      `ClickHouse lets this user set nothing (its profile has readonly = 1); give it readonly = 2: ${shortText(message)}`
    );
  }
  return new SourceError(`ClickHouse: ${shortText(message) || code}`, { tooMuch: tooMuch.has(code), cause: error });
};

/** Queries of types `sql` and `table` on any ClickHouse, by its HTTP interface. */
export const createClickHouseSource = (
  settings: SourceSettings,
  deps: { onRetry: () => void; retryMs?: number }
): SourceConnection => {
  const { origin, pathname } = new URL(settings.url);
  const client: ClickHouseClient = createClient({
    url: origin,
    ...(pathname !== '/' && { pathname }),
    username: settings.username ?? 'default',
    password: settings.password ?? '',
    database: settings.database ?? 'default',
    application: 'watchroom',
    request_timeout: settings.timeoutMs + 5000,
    max_open_connections: 4,
    use_multipart_params_auto: true,
    ...(settings.ca !== null && { tls: { ca_cert: Buffer.from(settings.ca) } }),
    log: { level: ClickHouseLogLevel.OFF },
  });
  const timeTypes = new WeakMap<DetectorQuery, string>();

  const ask = async ({ sql, params }: Statement, signal: AbortSignal | undefined): Promise<Table> => {
    const deadline = AbortSignal.timeout(settings.timeoutMs);
    const abort_signal = signal === undefined ? deadline : AbortSignal.any([deadline, signal]);
    const once = async (): Promise<Table> => {
      const { stream } = await client.exec({
        query: `${sql}\nFORMAT JSONColumnsWithMetadata`,
        query_params: params,
        clickhouse_settings: settingsFor(settings.timeoutMs),
        abort_signal,
      });
      const parts: Buffer[] = [];
      let size = 0;
      for await (const part of stream as AsyncIterable<Buffer>) {
        parts.push(part);
        size += part.length;
        if (size > maxAnswerBytes) {
          throw new SourceError(`The answer is larger than ${maxAnswerBytes} bytes: group or filter more`, {
            tooMuch: true,
          });
        }
      }
      return readTable(Buffer.concat(parts, size).toString('utf8'));
    };
    try {
      return await pRetry(once, {
        retries: 2,
        minTimeout: deps.retryMs ?? 200,
        maxTimeout: 2000,
        randomize: true,
        signal: abort_signal,
        shouldRetry: ({ error }) => isBrokenConnection(error) && !abort_signal.aborted,
        onFailedAttempt: ({ error, retriesLeft }) => {
          if (retriesLeft > 0 && isBrokenConnection(error) && !abort_signal.aborted) {
            deps.onRetry();
          }
        },
      });
    } catch (error) {
      throw toSourceError(error, settings, deadline.aborted);
    }
  };

  const timeTypeOf = async (
    query: Extract<DetectorQuery, { type: 'table' }>,
    signal: AbortSignal | undefined
  ): Promise<string> => {
    const known = timeTypes.get(query);
    if (known !== undefined) {
      return known;
    }
    const answer = await ask({ sql: `DESCRIBE TABLE ${quotedTable(query.table)}`, params: {} }, signal);
    const columns = columnsOf(answer);
    const names = pick(columns, 'name').cells.map(String);
    const types = new Map(pick(columns, 'type').cells.map((type, index) => [names[index] ?? '', String(type)]));
    const missing = [query.time, query.value, ...query.labels].find((column) => !types.has(column));
    const type = types.get(query.time);
    if (missing !== undefined || type === undefined) {
      throw new SourceError(
        `The table ${query.table} has no column "${missing}"; it has ${[...types.keys()].slice(0, 50).join(', ')}`
      );
    }
    timeTypes.set(query, type);
    return type;
  };

  const statementOf = async (
    query: ClickHouseQuery,
    range: TimeRange,
    signal: AbortSignal | undefined
  ): Promise<Statement> =>
    query.type === 'sql'
      ? sqlStatement(query.sql, range)
      : tableStatement(query, await timeTypeOf(query, signal), range);

  return {
    async *query(query, range, signal) {
      if (query.type !== 'sql' && query.type !== 'table') {
        throw new TypeError(`${query.type} is no query for ClickHouse`);
      }
      try {
        yield seriesOf(query, await ask(await statementOf(query, range, signal), signal), range);
      } catch (error) {
        // The table may have been changed.
        timeTypes.delete(query);
        throw error;
      }
    },
    close: () => client.close(),
  };
};
