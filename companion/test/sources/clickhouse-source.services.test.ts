import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { detectorQuery, type DetectorQuery } from '@watchroom/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClickHouseSource } from '../../src/detection/sources/clickhouse-source.js';
import { SourceError } from '../../src/detection/sources/source-error.js';
import {
  minute,
  sourceConformance,
  start,
  world,
  type SourceHarness,
} from '../../src/detection/sources/source.conformance.js';
import type { SourceConnection, SourceSeries } from '../../src/detection/sources/types.js';
import { startClickHouseBridge, type ClickHouseBridge } from '../timeseries/clickhouse-bridge.js';
import { sourceSettings } from './source-settings.js';

let folder: string;
let bridge: ClickHouseBridge;
let connection: SourceConnection;

const statement = async (sql: string): Promise<void> => {
  const answer = await fetch(`${bridge.url}/?database=default`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from('reader:secret').toString('base64')}` },
    body: sql,
  });
  if (!answer.ok) {
    throw new Error(await answer.text());
  }
};

const literal = (text: string): string => `'${text.replace(/[\\']/g, (char) => `\\${char}`)}'`;
const worldRows = world.flatMap(({ labels, values }) =>
  values.map((value, at) => {
    const time = start + at * minute;
    const number = value === null ? (at % 2 === 0 ? 'NULL' : 'nan') : String(value);
    return `(${time / 1000}, ${number}, ${literal(labels.host ?? '')}, ${literal(labels.zone ?? '')})`;
  })
);

/** Times of one minute each in all the types that a time may have; `at` counts from 0. */
const times: Record<string, string> = {
  dt: "DateTime('America/New_York')",
  dt64: 'DateTime64(6)',
  nullable: 'Nullable(DateTime)',
  s: 'UInt32',
  ms: 'Int64',
  us: 'UInt64',
  ns: 'UInt64',
  f: 'Float64',
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watchroom-source-'));
  bridge = await startClickHouseBridge(folder, { username: 'reader', password: 'secret' });
  // Everything at first: a session that has been set to read only stays so.
  await statement('CREATE DATABASE IF NOT EXISTS `odd base`');
  await statement(
    'CREATE TABLE world (`the time` DateTime, v Nullable(Float64), host LowCardinality(String), zone String) ENGINE = MergeTree ORDER BY `the time`'
  );
  await statement(`INSERT INTO world VALUES ${worldRows.join(',')}`);
  const columns = Object.entries(times).map(([name, type]) => `${name} ${type}`);
  await statement(
    `CREATE TABLE \`odd base\`.\`od\`\`d\` (${columns.join(', ')}, day Date, text String, n UInt64, d Decimal(10, 2), b Bool,
      tags Map(String, String), \`shard no\` UInt8, kind Enum8('x' = 1), maybe Nullable(String)) ENGINE = MergeTree ORDER BY tuple()`.replaceAll(
      '``',
      '\\`'
    )
  );
  const seconds = start / 1000;
  await statement(
    `INSERT INTO \`odd base\`.\`od\\\`d\` SELECT ${seconds} + number * 60, fromUnixTimestamp64Micro(toInt64(${start} + number * 60000) * 1000 + 499),
      if(number = 1, NULL, toDateTime(${seconds} + number * 60)), ${seconds} + number * 60, (${seconds} + number * 60) * 1000,
      (${seconds} + number * 60) * 1000000, (${seconds} + number * 60) * 1000000000, ${seconds} + number * 60 + 0.5, toDate('2026-11-01') + number,
      'words', number + 1, 1.5, true, map('a.b', 'c'), 3, 'x', NULL FROM numbers(4)`
  );
  connection = createClickHouseSource(settings(), { onRetry: () => undefined });
}, 60_000);
afterAll(async () => {
  await connection.close();
  await bridge.close();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

const settings = (change: { password?: string; timeoutMs?: number } = {}) =>
  sourceSettings({
    type: 'clickhouse',
    url: bridge.url,
    database: 'default',
    username: 'reader',
    password: 'secret',
    ...change,
  });

const harness = (query: DetectorQuery, wrongQuery: SourceHarness['wrongQuery']) => async (): Promise<SourceHarness> => {
  let retries = 0;
  return {
    connect: (change) => createClickHouseSource(settings(change), { onRetry: () => (retries += 1), retryMs: 1 }),
    query,
    wrongQuery,
    retries: () => retries,
    down: () => bridge.down(),
    up: () => bridge.up(),
    holdUp: () => {
      let release = (): void => undefined;
      bridge.delay = { containing: 'world', until: new Promise((resolve) => (release = resolve)) };
      return {
        release: () => {
          bridge.delay = null;
          release();
        },
      };
    },
    hasPassword: true,
  };
};

const parsed = (query: object): DetectorQuery => detectorQuery.parse({ source: 'warehouse', ...query });

const sql =
  'SELECT `the time` AS time, host, v AS value, zone FROM world WHERE `the time` >= {from} AND `the time` < {to} -- all;\n;';
const table = { type: 'table', table: 'world', time: 'the time', value: 'v', labels: ['host', 'zone'] };

sourceConformance(
  'ClickHouse by SQL',
  harness(parsed({ type: 'sql', sql }), {
    query: parsed({ type: 'sql', sql: 'SELECT nothing FROM nowhere WHERE {from} < {to}' }),
    says: /^ClickHouse: .*nowhere/,
  })
);
sourceConformance(
  'ClickHouse by table',
  harness(parsed(table), {
    query: parsed({ ...table, value: 'weight' }),
    says: /The table world has no column "weight"; it has the time, v, host, zone/,
  })
);

const collect = async (query: object, from = start, to = start + 4 * minute): Promise<SourceSeries[]> => {
  const found: SourceSeries[] = [];
  for await (const part of connection.query(parsed(query), { from, to })) {
    found.push(...part);
  }
  return found;
};

describe('columns of ClickHouse', () => {
  const odd = { type: 'table', table: 'odd base.od`d', value: 'n' };
  const minuteTimes = [0, 1, 2, 3].map((at) => start + at * minute);

  it.each(Object.keys(times))('a time column %s', async (time) => {
    const [series, ...rest] = await collect({ ...odd, time });
    expect(rest).toEqual([]);
    const shift = time === 'f' ? 500 : 0;
    const all = minuteTimes.map((at) => at + shift);
    expect(series?.times).toEqual(time === 'nullable' ? all.filter((_, at) => at !== 1) : all);
    const [inner] = await collect({ ...odd, time }, start + minute, start + 2 * minute + (shift && 1));
    expect(inner?.times).toEqual(time === 'nullable' ? undefined : [start + minute + shift]);
  });

  it('a time column of days', async () => {
    const [series] = await collect({ ...odd, time: 'day' }, start + 1, start + 3 * 24 * 60 * minute);
    expect(series).toMatchObject({ times: [1, 2].map((day) => start + day * 24 * 60 * minute), values: [2, 3] });
  });

  it('values of any numeric type; maps, numbers and enums as labels; NULL as none', async () => {
    const labels = ['tags', 'shard no', 'kind', 'maybe'];
    for (const [value, expected] of [
      ['n', 1],
      ['d', 1.5],
      ['b', 1],
    ] as const) {
      const [series] = await collect({ ...odd, value, labels, time: 'dt' }, start, start + 1);
      expect(series).toEqual({
        name: null,
        labels: { a_b: 'c', shard_no: '3', kind: 'x' },
        times: [start],
        values: [expected],
      });
    }
  });

  it('takes conditions, whatever they hold, as one', async () => {
    expect(await collect({ ...odd, time: 'dt', where: 'n > 1 OR n < 0 -- not more' })).toMatchObject([
      { values: [2, 3, 4] },
    ]);
    await expect(collect({ ...odd, time: 'dt', where: 'n >' })).rejects.toThrow(SourceError);
  });

  it('says which column does not fit', async () => {
    await expect(collect({ ...odd, time: 'text' })).rejects.toThrow(/of type String: time must be/);
    await expect(collect({ ...odd, time: 'dt', value: 'text' })).rejects.toThrow(
      /"text" must hold numbers, not "words"/
    );
    await expect(collect({ type: 'sql', sql: 'SELECT 1 AS value, {from} < {to} AS x' })).rejects.toThrow(
      'must answer a column "time"; it answers value, x'
    );
    await expect(collect({ type: 'sql', sql: "SELECT 1 AS value, 'x' AS time, {from} < {to} AS x" })).rejects.toThrow(
      /"time" must be a date/
    );
  });

  it('reads only, and within bounds', async () => {
    await expect(
      collect({ type: 'sql', sql: 'CREATE TABLE x (a Int8) ENGINE = Memory -- {from}{to}' })
    ).rejects.toThrow(SourceError);
    const labels = collect({
      type: 'sql',
      sql: 'SELECT {from} AS time, 1 AS value, {to} AS x, number FROM numbers(20001)',
    });
    await expect(labels).rejects.toThrow(/more than 20000 series/);
    // Last: chDB answers the rows of a refused statement once more.
    const many = collect({
      type: 'sql',
      sql: 'SELECT {from} AS time, number AS value, {to} AS x FROM numbers(3000000)',
    });
    await expect(many).rejects.toMatchObject({
      tooMuch: true,
      message: expect.stringMatching(/exceeded/i) as string,
    });
  });
});
