import { detectorQuery, type DetectorQuery } from '@watchroom/contract';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createPrometheusSource, evaluationCalls } from '../../src/detection/sources/prometheus-source.js';
import { SourceError } from '../../src/detection/sources/source-error.js';
import { minute, sourceConformance, start, world } from '../../src/detection/sources/source.conformance.js';
import type { SourceSeries, TimeRange } from '../../src/detection/sources/types.js';
import { holdUp, type HttpDouble } from './http-double.js';
import { startPrometheusDouble, type DoubleSeries } from './prometheus-double.js';
import { sourceSettings } from './source-settings.js';

const silent = pino({ level: 'silent' });
const query = (expr: string, stepSeconds = 60): DetectorQuery =>
  detectorQuery.parse({ type: 'promql', source: 'prom', expr, stepSeconds });

const worldSeries: DoubleSeries[] = world.map(({ labels, values }) => ({
  metric: { __name__: 'world', ...labels },
  at: (time) => {
    const index = (time - start) / minute;
    const value = values[index];
    return value === undefined ? null : (value ?? NaN);
  },
}));

let double: HttpDouble;
let retries = 0;
let warnings = 0;
const connect = (change: { password?: string; timeoutMs?: number } = {}) =>
  createPrometheusSource(
    sourceSettings({ type: 'prometheus', url: double.url, username: 'reader', password: 'secret', ...change }),
    {
      logger: silent,
      onRetry: () => (retries += 1),
      onWarning: () => (warnings += 1),
      retryMs: 1,
    }
  );

beforeAll(async () => {
  const many = Array.from({ length: 20_001 }, (_, index) => ({ metric: { host: String(index) }, at: () => 1 }));
  double = await startPrometheusDouble(
    {
      world: worldSeries,
      odd: [
        {
          metric: { __name__: 'odd', a: '1' },
          at: (time) => [1, NaN, Infinity, -Infinity, 5][(time - start) / minute] ?? 6,
        },
      ],
      many,
    },
    'secret'
  );
});
afterAll(() => double.close());
beforeEach(() => {
  double.requests.length = 0;
  double.instead.length = 0;
  retries = 0;
  warnings = 0;
});

sourceConformance('Prometheus', async () => ({
  connect,
  query: query('world'),
  wrongQuery: { query: query('sum('), says: /^Prometheus: invalid parameter "query": 1:5: parse error/ },
  retries: () => retries,
  down: () => double.down(),
  up: () => double.up(),
  holdUp: () => holdUp(double),
  hasPassword: true,
}));

const read = async (expr: string, range: TimeRange, stepSeconds = 60): Promise<SourceSeries[]> => {
  const connection = connect();
  const found: SourceSeries[] = [];
  try {
    for await (const part of connection.query(query(expr, stepSeconds), range)) {
      found.push(...part);
    }
  } finally {
    await connection.close();
  }
  return found;
};
const failure = async (expr = 'world'): Promise<SourceError> => {
  const error: unknown = await read(expr, { from: start, to: start + minute }).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(SourceError);
  return error as SourceError;
};

describe('query_range', () => {
  it('keeps the name and leaves out what is no number', async () => {
    const [odd] = await read('odd', { from: start, to: start + 6 * minute });
    expect(odd).toEqual({
      name: 'odd',
      labels: { a: '1' },
      times: [start, start + 4 * minute, start + 5 * minute],
      values: [1, 5, 6],
    });
  });

  it('asks at multiples of the step, in calls of at most 11,000 points', async () => {
    expect(evaluationCalls({ from: 1, to: 10 * minute + 1 }, minute)).toEqual([{ start: minute, end: 10 * minute }]);
    expect(evaluationCalls({ from: 0, to: minute }, minute)).toEqual([{ start: 0, end: 0 }]);
    expect(evaluationCalls({ from: 1, to: minute }, minute)).toEqual([]);
    const from = start - 20_000 * minute;
    const [odd, more] = await read('odd', { from, to: start });
    expect(double.requests).toHaveLength(2);
    expect([odd?.times.length, more?.times.length]).toEqual([11_000, 9000]);
    expect(more?.times[0]).toBe((odd?.times.at(-1) ?? 0) + minute);
  });

  it('tries again what passes, and only that', async () => {
    double.instead.push({ status: 503, body: 'starting' }, 'cut');
    expect(await read('world', { from: start, to: start + minute })).toHaveLength(2);
    expect(retries).toBe(2);
    double.instead.push({ status: 500, body: '' });
    expect((await failure()).message).toBe('Prometheus answers HTTP 500');
    expect(retries).toBe(2);
  });

  it('gives up after three times', async () => {
    double.instead.push(...Array.from({ length: 3 }, () => ({ status: 502, body: '<html>Bad gateway\nmore' })));
    expect((await failure()).message).toBe('Prometheus answers HTTP 502: <html>Bad gateway');
    expect(double.requests).toHaveLength(3);
  });

  it('does not try again what was too much', async () => {
    const slow = { status: 'error', errorType: 'timeout', error: 'query timed out in expression evaluation' };
    double.instead.push({ status: 503, body: slow });
    expect(await failure()).toMatchObject({ tooMuch: true, message: `Prometheus: ${slow.error}` });
    const samples = 'query processing would load too many samples into memory in query execution';
    double.instead.push({ status: 422, body: { status: 'error', errorType: 'execution', error: samples } });
    expect(await failure()).toMatchObject({ tooMuch: true });
    expect(double.requests).toHaveLength(2);
  });

  it('counts warnings', async () => {
    const data = { resultType: 'matrix', result: [] };
    double.instead.push({ body: { status: 'success', warnings: ['store-2 is away'], data } });
    expect(await read('world', { from: start, to: start + minute })).toEqual([]);
    expect(warnings).toBe(1);
  });

  it('says what is odd about the server', async () => {
    double.instead.push({ body: '<html>Welcome' });
    expect((await failure()).message).toBe('The server at this address does not answer as Prometheus does');
    double.instead.push({ status: 302, headers: { location: '/login' }, body: '' });
    expect((await failure()).message).toMatch(/sends elsewhere \(HTTP 302\); set url to where it really is/);
    double.instead.push({ body: { status: 'success', data: { resultType: 'vector', result: [] } } });
    expect((await failure()).message).toBe('Prometheus answers a vector that is no matrix');
    double.instead.push({ body: { status: 'success', data: { resultType: 'matrix', result: [{ metric: 7 }] } } });
    expect((await failure()).message).toBe('Prometheus answers a series that is not as its API says');
    expect((await failure('many')).message).toBe(
      'The query answers 20001 series, more than 20000: group or filter more'
    );
  });
});
