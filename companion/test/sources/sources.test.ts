import { detectorSpec, type DetectorSpec } from '@watchroom/contract';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { manualClock } from '../../src/clock.js';
import { createSources } from '../../src/detection/sources/create-sources.js';
import type { Sources } from '../../src/detection/sources/types.js';
import { watchedMatchers } from '../../src/detection/sources/watched-matchers.js';
import { HttpProblem } from '../../src/http/http-problem.js';
import type { SeriesSamples } from '../../src/stores/timeseries/timeseries-store.js';
import { createFakeStore } from '../detection/fake-store.js';
import type { HttpDouble } from './http-double.js';
import { startPrometheusDouble, type DoubleSeries } from './prometheus-double.js';
import { sourceSettings } from './source-settings.js';

const minute = 60_000;
const day = 24 * 60 * minute;
/** Half past a step. */
const now = Date.UTC(2026, 10, 23, 12) + 30_000;

let double: HttpDouble;
/** What the source holds; tests change it. */
let cpu: DoubleSeries[];
const answers: Record<string, DoubleSeries[]> = {
  get cpu() {
    return cpu;
  },
  get many() {
    return Array.from({ length: 10_000 }, (_, index) => ({
      metric: { __name__: 'load', host: `h${index}` },
      at: (time: number) => index + ((time / minute) % 7),
    }));
  },
};

const spec = (change: object = {}): DetectorSpec =>
  detectorSpec.parse({
    kind: 'baseline',
    name: 'CPU is odd',
    historyDays: 2,
    intervalSeconds: 60,
    query: { type: 'promql', source: 'prom', expr: 'cpu' },
    ...change,
  });

let store: ReturnType<typeof createFakeStore>;
let inserts: SeriesSamples[][];
let clock: ReturnType<typeof manualClock>;
let registry: Registry;
let log: string[];
let opened: Sources[];

beforeAll(async () => {
  double = await startPrometheusDouble(answers, 'secret');
});
afterAll(() => double.close());
beforeEach(() => {
  double.requests.length = 0;
  double.instead.length = 0;
  clock = manualClock(now);
  store = createFakeStore();
  inserts = [];
  log = [];
  opened = [];
  const { insert } = store;
  store.insert = async (samples) => {
    inserts.push(samples);
    await insert(samples);
  };
  cpu = ['a', 'b'].map((host) => ({
    metric: { __name__: 'cpu', host },
    at: (time) => (time <= clock.now() ? time / minute : null),
  }));
});
afterEach(async () => {
  await Promise.all(opened.map((sources) => sources.stop()));
});

const open = (password = 'secret'): Sources => {
  registry = new Registry();
  const sources = createSources({
    sources: [sourceSettings({ name: 'prom', type: 'prometheus', url: double.url, username: 'reader', password })],
    store,
    clock,
    registry,
    logger: pino({ level: 'info' }, { write: (line: string) => void log.push(line) }),
    random: () => 0.5,
  });
  opened.push(sources);
  return sources;
};

/** Runs what is due until the history is stored. */
const untilReady = async (sources: Sources, name = 'CPU is odd'): Promise<void> => {
  for (let round = 0; round < 50 && !sources.status(name).ready; round += 1) {
    await sources.tick();
    const { lastError } = sources.status(name);
    if (lastError !== null) {
      throw new Error(lastError);
    }
  }
  expect(sources.status(name).ready).toBe(true);
};
/** Lets the next poll come due, and runs it. */
const poll = async (sources: Sources, ms = minute): Promise<void> => {
  clock.advance(ms);
  await sources.tick();
};
const stored = (one = spec()) =>
  store.read({ matchers: watchedMatchers(one), from: 0, to: Infinity, maxSeries: 20_000 });
const insertedPoints = (): number => inserts.flat().reduce((sum, { times }) => sum + times.length, 0);
const lastMinute = Math.floor(now / minute) * minute;
const historyPoints = (2 * day) / minute + 1;

describe('the feed of a detector', () => {
  it('stores the whole history before it is ready, oldest first, each point once', async () => {
    const sources = open();
    sources.addDetector(spec());
    expect(sources.status('CPU is odd')).toEqual({ ready: false, fetchedUntil: null, lastError: null });
    await untilReady(sources);
    const [a] = await stored();
    expect(a?.series).toMatchObject({
      name: 'cpu',
      labels: {
        host: 'a',
        detector: 'CPU is odd',
        source: 'prom',
        query_id: expect.stringMatching(/^[0-9a-f]{8}$/) as string,
      },
    });
    expect(a?.points.times).toHaveLength(historyPoints);
    expect([a?.points.times[0], a?.points.times.at(-1)]).toEqual([lastMinute - 2 * day, lastMinute]);
    expect(insertedPoints()).toBe(2 * historyPoints);
    const starts = inserts.map((samples) => samples[0]?.times[0] ?? 0);
    expect(starts).toEqual([...starts].sort((x, y) => x - y));
    expect(sources.status('CPU is odd').fetchedUntil).toBe(lastMinute + 1);
  });

  it('goes on poll by poll, taking in late points without storing others again', async () => {
    const sources = open();
    const late = lastMinute - 3 * minute;
    const whole = cpu;
    cpu = cpu.map((one) => ({
      ...one,
      at: (time) => (time === late && one.metric.host === 'b' ? null : one.at(time)),
    }));
    sources.addDetector(spec());
    await untilReady(sources);
    inserts.length = 0;
    await poll(sources);
    expect(insertedPoints()).toBe(2);
    cpu = whole;
    await poll(sources);
    expect(
      inserts.flat().map(({ labels, times }) => [labels.host, times.map((time) => (time - lastMinute) / minute)])
    ).toEqual([
      ['a', [1]],
      ['b', [1]],
      ['a', [2]],
      ['b', [-3, 2]],
    ]);
    inserts.length = 0;
    await sources.tick();
    expect([insertedPoints(), (await stored())[1]?.points.times.length]).toEqual([0, historyPoints + 2]);
  });

  it('stores again what has changed since', async () => {
    const sources = open();
    sources.addDetector(spec());
    await untilReady(sources);
    inserts.length = 0;
    cpu = cpu.map((one) => ({ ...one, at: (time) => (time === lastMinute ? -1 : one.at(time)) }));
    await poll(sources);
    expect(inserts.flat().map(({ times, values }) => [times.length, values[0]])).toEqual([
      [2, -1],
      [2, -1],
    ]);
  });

  it('goes on after a restart from what is stored', async () => {
    const first = open();
    first.addDetector(spec());
    await untilReady(first);
    await first.stop();
    inserts.length = 0;
    double.requests.length = 0;
    clock.advance(30 * minute);
    const second = open();
    second.addDetector(spec());
    await untilReady(second);
    expect(insertedPoints()).toBe(60);
    expect(double.requests).toHaveLength(1);
    expect((await stored())[0]?.points.times).toHaveLength(historyPoints + 30);
  });

  it('fetches what lies before where the history has become longer', async () => {
    const first = open();
    first.addDetector(spec());
    await untilReady(first);
    const longer = spec({ historyDays: 3 });
    first.removeDetector('CPU is odd');
    first.addDetector(longer);
    await untilReady(first);
    const [a] = await stored(longer);
    expect(a?.points.times[0]).toBe(lastMinute - 3 * day);
    expect(new Set(a?.points.times).size).toBe((3 * day) / minute + 1);
  });

  it('begins anew where the query has changed', async () => {
    const sources = open();
    sources.addDetector(spec());
    await untilReady(sources);
    const query = { type: 'promql', source: 'prom', expr: 'cpu', stepSeconds: 300 };
    sources.addDetector(spec({ query }));
    expect(sources.status('CPU is odd').ready).toBe(false);
    await untilReady(sources);
    expect((await stored(spec({ query })))[0]?.points.times).toHaveLength((2 * day) / (5 * minute) + 1);
    expect((await stored())[0]?.points.times).toHaveLength(historyPoints);
  });

  it('tells of a source that fails, waits longer each time, and catches up when it is back', async () => {
    const sources = open();
    sources.addDetector(spec());
    await untilReady(sources);
    const { fetchedUntil } = sources.status('CPU is odd');
    await double.down();
    await poll(sources);
    const { lastError } = sources.status('CPU is odd');
    expect(lastError).toMatch(/^Source "prom": http:.* can't be reached: .*ECONNREFUSED/);
    expect(sources.status('CPU is odd')).toMatchObject({ ready: true, fetchedUntil });
    expect((await sources.handlers.listSources({} as never)).items).toMatchObject([
      { name: 'prom', lastError: `CPU is odd: ${lastError ?? ''}` },
    ]);
    await double.up();
    await poll(sources, 10_000);
    expect(sources.status('CPU is odd').lastError).toBe(lastError);
    await poll(sources, 30 * minute);
    await sources.tick();
    expect(sources.status('CPU is odd')).toMatchObject({ lastError: null, fetchedUntil: lastMinute + 31 * minute + 1 });
    expect((await stored())[0]?.points.times).toHaveLength(historyPoints + 31);
    expect(log.filter((line) => line.includes('query failed'))).toHaveLength(1);
  }, 10_000);

  it('asks for less at a time where the answer is too much', async () => {
    const sources = open();
    const error = 'query processing would load too many samples into memory in query execution';
    const refusal = { status: 422, body: { status: 'error', errorType: 'execution', error } };
    double.instead.push(refusal, refusal);
    sources.addDetector(spec());
    await untilReady(sources);
    const spans = double.requests.slice(0, 3).map(({ body }) => {
      const form = new URLSearchParams(body);
      return Number(form.get('end')) - Number(form.get('start'));
    });
    expect(spans).toEqual([59 * 60, 29 * 60, 14 * 60]);
    expect((await stored())[0]?.points.times).toHaveLength(historyPoints);
  });

  it('watches 10,000 series, in inserts of at most 100,000 points', async () => {
    const sources = open();
    const many = spec({
      name: 'many',
      historyDays: 0.1,
      query: { type: 'promql', source: 'prom', expr: 'many', stepSeconds: 600 },
    });
    sources.addDetector(many);
    await untilReady(sources, 'many');
    const found = await store.findSeries(watchedMatchers(many), 20_000);
    expect(found).toHaveLength(10_000);
    const sizes = inserts.map((samples) => samples.reduce((sum, { times }) => sum + times.length, 0));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(100_000);
    inserts.length = 0;
    await poll(sources, 10 * minute);
    expect(insertedPoints()).toBe(10_000);
  }, 20_000);

  it('ends with its detector', async () => {
    const sources = open();
    sources.addDetector(spec());
    await sources.tick();
    sources.removeDetector('CPU is odd');
    double.requests.length = 0;
    await poll(sources);
    expect(double.requests).toHaveLength(0);
    expect(sources.status('CPU is odd')).toEqual({ ready: true, fetchedUntil: null, lastError: null });
    expect(await registry.metrics()).not.toContain('watchroom_source_lag_seconds{detector="CPU is odd"}');
  });
});

describe('sources', () => {
  it('refuses queries for sources that are not there or of another type, naming the field', () => {
    const sources = open();
    const nowhere = spec({ query: { type: 'promql', source: 'elsewhere', expr: 'up' } });
    expect(sources.check(nowhere)).toEqual([
      { field: 'query.source', message: 'there is no source "elsewhere"; known: "prom"' },
    ]);
    const sql = spec({ query: { type: 'sql', source: 'prom', sql: 'SELECT {from}{to}' } });
    expect(sources.check(sql)[0]?.message).toMatch(/is a source of type prometheus; a query of type sql needs/);
    expect(() => sources.addDetector(nowhere)).toThrow(HttpProblem);
    expect(sources.check(spec())).toEqual([]);
  });

  it('previews a query without storing it, and says what is wrong with it at its field', async () => {
    const sources = open();
    const range = { from: lastMinute - 60 * minute, to: lastMinute };
    const { series, seriesCount } = await sources.preview(spec(), range, 1);
    expect([series.length, seriesCount]).toEqual([1, 2]);
    expect(series[0]?.points.times).toHaveLength(60);
    expect(inserts).toEqual([]);
    const wrong = spec({ query: { type: 'promql', source: 'prom', expr: 'sum(' } });
    await expect(sources.preview(wrong, range, 1)).rejects.toMatchObject({
      status: 400,
      options: {
        errors: [
          {
            field: 'spec.query',
            message: expect.stringMatching(/^Source "prom": Prometheus: .*parse error/) as string,
          },
        ],
      },
    });
  });

  it('never tells a secret: not in logs, health, errors or metrics', async () => {
    const sources = open('wrong-secret');
    sources.addDetector(spec());
    await sources.tick();
    const { lastError } = sources.status('CPU is odd');
    expect(lastError).toBe(
      'Source "prom": Prometheus refuses these credentials (HTTP 401): check username and password, or the token, of this source'
    );
    const { items } = await sources.handlers.listSources({} as never);
    const all = [...log, JSON.stringify(items), await registry.metrics()].join('\n');
    expect(all).toContain('refuses these credentials');
    expect(all).not.toContain('wrong-secret');
    expect(all).not.toContain(Buffer.from('reader:wrong-secret').toString('base64'));
  });

  it('counts queries, retries and points', async () => {
    const sources = open();
    double.instead.push({ status: 503, body: '' });
    sources.addDetector(spec());
    await untilReady(sources);
    const metrics = await registry.metrics();
    expect(metrics).toContain('watchroom_source_retries_total{source="prom"} 1');
    expect(metrics).toContain(`watchroom_source_points_total{detector="CPU is odd"} ${2 * historyPoints}`);
    expect(metrics).toMatch(/watchroom_source_query_seconds_count\{source="prom",result="ok"\} \d+/);
    expect(metrics).toContain('watchroom_source_lag_seconds{detector="CPU is odd"} 0');
  });
});
