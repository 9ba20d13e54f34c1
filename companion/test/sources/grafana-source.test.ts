import { detectorQuery, type DetectorQuery } from '@watchroom/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createGrafanaSource } from '../../src/detection/sources/grafana-source.js';
import { SourceError } from '../../src/detection/sources/source-error.js';
import { minute, sourceConformance, start, world } from '../../src/detection/sources/source.conformance.js';
import type { SourceSeries, TimeRange } from '../../src/detection/sources/types.js';
import { frameOf, startGrafanaDouble, type DoubleColumn, type DoubleQuery } from './grafana-double.js';
import { holdUp, type HttpDouble } from './http-double.js';
import { sourceSettings } from './source-settings.js';

const query = (datasourceUid: string, given: Record<string, unknown> = {}, stepSeconds = 60): DetectorQuery =>
  detectorQuery.parse({ type: 'grafana', source: 'grafana', datasourceUid, query: given, stepSeconds });

interface Row {
  time: number;
  value: number | null;
  labels: Record<string, string>;
}
/** As datasources do, with the end of the range and a step before it. */
const rowsOf = (range: TimeRange): Row[] =>
  world.flatMap(({ labels, values }) =>
    values
      .map((value, at) => ({ time: start + at * minute, value, labels }))
      .filter(({ time }) => time >= range.from - minute && time <= range.to)
  );

/** A frame a series, as Prometheus' datasource answers. */
const multi = (_: DoubleQuery, range: TimeRange): object[] =>
  world.map(({ labels }) => {
    const rows = rowsOf(range).filter((row) => row.labels === labels);
    return frameOf([
      { name: 'Time', type: 'time', values: rows.map(({ time }) => time) },
      {
        name: 'Value',
        type: 'number',
        labels: { __name__: 'world', ...labels },
        values: rows.map(({ value }) => value ?? NaN),
      },
    ]);
  });

/** One frame with a column a series, as SQL datasources answer time series. */
const wide = (_: DoubleQuery, range: TimeRange): object[] => {
  const rows = rowsOf(range);
  const times = [...new Set(rows.map(({ time }) => time))].sort((a, b) => a - b);
  const columns = world.map(({ labels }): DoubleColumn => {
    const byTime = new Map(rows.filter((row) => row.labels === labels).map(({ time, value }) => [time, value]));
    return { name: 'value', type: 'number', labels, values: times.map((time) => byTime.get(time) ?? null) };
  });
  return times.length === 0 ? [] : [frameOf([{ name: 'time', type: 'time', values: times }, ...columns])];
};

/** One frame with labels in columns of text, as tables come; in no order. */
const long = (_: DoubleQuery, range: TimeRange): object[] => {
  const rows = rowsOf(range).reverse();
  const texts = ['host', 'zone'].map((name): DoubleColumn => ({
    name,
    type: 'string',
    values: rows.map(({ labels }) => labels[name]),
  }));
  return [
    frameOf([
      ...texts,
      { name: 'value', type: 'number', values: rows.map(({ value }) => value) },
      { name: 'time', type: 'time', values: rows.map(({ time }) => time) },
    ]),
  ];
};

let double: HttpDouble;
let retries = 0;
let said: object[] | string = [];
const connect = (change: { password?: string; timeoutMs?: number } = {}) =>
  createGrafanaSource(
    sourceSettings({
      type: 'grafana',
      url: double.url,
      token: change.password ?? 'glsa_secret',
      ...(change.timeoutMs !== undefined && { timeoutMs: change.timeoutMs }),
    }),
    { onRetry: () => (retries += 1), retryMs: 1 }
  );

beforeAll(async () => {
  const wrong = (): string => '[sse.dataQueryError] failed to execute query [A]: syntax error at or near "FORM"';
  double = await startGrafanaDouble({ multi, wide, long, wrong, said: () => said }, 'glsa_secret');
});
afterAll(() => double.close());
beforeEach(() => {
  double.requests.length = 0;
  double.instead.length = 0;
  retries = 0;
});

for (const [name, uid] of Object.entries({
  'a frame a series': 'multi',
  'wide frames': 'wide',
  'long frames': 'long',
})) {
  sourceConformance(`Grafana, ${name}`, async () => ({
    connect,
    query: query(uid, { rawSql: 'SELECT 1' }),
    wrongQuery: { query: query('wrong'), says: /^Grafana's datasource: .*syntax error at or near "FORM"/ },
    retries: () => retries,
    down: () => double.down(),
    up: () => double.up(),
    holdUp: () => holdUp(double),
    hasPassword: true,
  }));
}

const read = async (asked: DetectorQuery, range = { from: start, to: start + 2 * minute }): Promise<SourceSeries[]> => {
  const connection = connect();
  const found: SourceSeries[] = [];
  try {
    for await (const part of connection.query(asked, range)) {
      found.push(...part);
    }
  } finally {
    await connection.close();
  }
  return found;
};
const failure = async (asked = query('said')): Promise<SourceError> => {
  const error: unknown = await read(asked).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(SourceError);
  return error as SourceError;
};
const bodies = (): Array<{ queries: DoubleQuery[]; from: string; to: string }> =>
  double.requests.map(({ body }) => JSON.parse(body) as { queries: DoubleQuery[]; from: string; to: string });

describe('/api/ds/query', () => {
  it('asks what the query editor saved, whatever else that says', async () => {
    said = [];
    await read(query('said', { refId: 'Z', expr: 'up', range: true, hide: true, datasource: { uid: 'other' } }, 30));
    expect(bodies()).toEqual([
      {
        queries: [
          {
            refId: 'A',
            expr: 'up',
            range: true,
            hide: false,
            datasource: { uid: 'said' },
            intervalMs: 30_000,
            maxDataPoints: 5,
          },
        ],
        from: String(start),
        to: String(start + 2 * minute),
      },
    ]);
    expect(double.requests[0]?.headers).toMatchObject({ authorization: 'Bearer glsa_secret' });
  });

  it('asks in parts of 10,000 steps, so that nothing is thinned out', async () => {
    said = [];
    await read(query('said'), { from: start - 15_000 * minute, to: start });
    expect(bodies().map(({ from, to }) => Number(to) - Number(from))).toEqual([10_000 * minute, 5000 * minute]);
  });

  it('keeps names of metrics, and of columns that tell something; booleans are 1 and 0', async () => {
    const time = { name: 'Time', type: 'time' as const, values: [start, start + minute] };
    said = [
      frameOf([
        time,
        { name: 'up', type: 'number', labels: { __name__: 'up', 'k8s.pod': 'a' }, values: [1, NaN] },
        { name: 'p99', type: 'number', values: [2, 3] },
        { name: 'ok', type: 'boolean', values: [true, false] },
      ]),
      frameOf([]),
    ];
    expect(await read(query('said'))).toEqual([
      { name: 'up', labels: { k8s_pod: 'a' }, times: [start], values: [1] },
      { name: null, labels: { field: 'p99' }, times: [start, start + minute], values: [2, 3] },
      { name: null, labels: { field: 'ok' }, times: [start, start + minute], values: [1, 0] },
    ]);
  });

  it('says which columns are missing', async () => {
    said = [frameOf([{ name: 'host', type: 'string', values: ['a'] }])];
    expect((await failure()).message).toBe(
      'The answer needs a column of times and one of numbers; it has host (string)'
    );
  });

  it('says what to do about a datasource or permission that is missing', async () => {
    expect((await failure(query('nobody'))).message).toMatch(/no datasource with this uid .* check datasourceUid/);
    double.instead.push({
      status: 403,
      body: { title: 'Access denied', message: "You'll need additional permissions" },
    });
    expect((await failure()).message).toMatch(/needs the permission datasources:query/);
  });

  it('hears errors inside answers of any status, and which of them a shorter range may mend', async () => {
    double.instead.push({ status: 207, body: { results: { A: { error: 'pq: relation "x" does not exist' } } } });
    expect(await failure()).toMatchObject({
      message: `Grafana's datasource: pq: relation "x" does not exist`,
      tooMuch: false,
    });
    said = 'context deadline exceeded';
    expect(await failure()).toMatchObject({ tooMuch: true });
    double.instead.push({ body: { results: { A: { status: 500 } } } });
    expect((await failure()).message).toBe("Grafana's datasource answers with status 500");
    double.instead.push({ body: '<html>Grafana</html>' });
    expect((await failure()).message).toBe('The server at this address does not answer as Grafana does');
  });

  it('tries again what passes', async () => {
    said = [];
    double.instead.push({ status: 429, body: '' }, { status: 504, body: '' });
    expect(await read(query('said'))).toEqual([]);
    expect(retries).toBe(2);
  });
});
