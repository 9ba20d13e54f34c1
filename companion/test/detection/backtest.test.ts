import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { backtestCommand } from '../../src/detection/backtest-command.js';
import { backtest } from '../../src/detection/backtest.js';
import { parseTime } from '../../src/detection/series-csv.js';
import { DAY, MINUTE, START, daily, defaults } from './signals.js';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'watchroom-backtest-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const usual = daily(1);
const rows = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => {
    const time = START + (index % 50 === 49 ? index - 2 : index) * 5 * MINUTE;
    const text = new Date(time).toISOString().slice(0, 19).replace('T', ' ');
    return `${text},${index === 2500 ? '300.50' : index % 333 === 332 ? '' : usual(time)}`;
  });
const write = async (name: string, lines: string[]): Promise<string> => {
  const path = join(dir, 'in', name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, `${['timestamp,value', ...lines].join('\n')}\n`);
  return path;
};
const read = async (name: string): Promise<string[]> =>
  (await readFile(join(dir, 'out', name), 'utf8')).trimEnd().split('\n');
const run = () => backtest(join(dir, 'in'), join(dir, 'out'), defaults);

test('one row for each row, in order, the tree kept; cutting the tail changes no earlier byte', async () => {
  const lines = rows(3000);
  await write('a/whole.csv', lines);
  await write('b/cut.csv', lines.slice(0, 2100));
  await write('b/ignored.txt', []);
  const summary = await run();
  expect(summary).toMatchObject({ files: 2, points: 5100 });
  expect(summary.anomalies).toBeGreaterThanOrEqual(1);
  const whole = await read('a/whole.csv');
  expect(whole[0]).toBe('timestamp,value,anomaly_score,lower,upper,is_anomaly');
  expect(whole.slice(1).map((line) => line.split(',').slice(0, 2).join(','))).toEqual(lines);
  expect(await read('b/cut.csv')).toEqual(whole.slice(0, 2101));
  const [, , score, , upper, flag] = (whole[2501] as string).split(',');
  expect(Number(score)).toBeGreaterThan(0.5);
  expect(Number(upper)).toBeLessThan(300);
  expect(flag).toBe('1');
  for (const line of whole.slice(1)) {
    const scored = Number(line.split(',')[2]);
    expect(scored >= 0 && scored <= 1).toBe(true);
  }
  expect((await readdir(join(dir, 'out'), { recursive: true })).filter((name) => name.endsWith('.part'))).toEqual([]);
});

test('columns in any order, extra ones, a byte order mark, CRLF and a file by itself', async () => {
  const path = join(dir, 'one.csv');
  await writeFile(path, '\uFEFFhost,value,timestamp\r\na,1.5,1767571200\r\na,2,1767571260\r\n');
  await backtest(path, join(dir, 'out'), defaults);
  expect(await read('one.csv')).toEqual([
    'timestamp,value,anomaly_score,lower,upper,is_anomaly',
    '1767571200,1.5,0,,,0',
    '1767571260,2,0,,,0',
  ]);
});

describe('bad input names file, line and column, and leaves no output', () => {
  test.each([
    [['2026-01-05 00:00:00,1', 'yesterday,2'], /x\.csv, line 3, column timestamp: "yesterday"/],
    [['2026-01-05 00:00:00,1', '', '2026-01-05 00:05:00,many'], /x\.csv, line 4, column value: "many" is not a number/],
    [['2026-01-05 00:00:00'], /x\.csv, line 2, column value: is missing/],
    [['2026-02-31 00:00:00,1'], /x\.csv, line 2, column timestamp/],
  ])('%j', async (lines, message) => {
    await write('x.csv', lines);
    await expect(run()).rejects.toThrow(message);
    expect(await readdir(join(dir, 'out'))).toEqual([]);
  });

  test('no column, no file, no folder, output over input', async () => {
    await mkdir(join(dir, 'in'), { recursive: true });
    await expect(run()).rejects.toThrow('there is no CSV file');
    await writeFile(join(dir, 'in', 'x.csv'), 'time,value\n1,2\n');
    await expect(run()).rejects.toThrow(/x\.csv, line 1, column timestamp: is not among the columns \(time, value\)/);
    await expect(backtest(join(dir, 'none'), join(dir, 'out'), defaults)).rejects.toThrow('no such file or folder');
    await expect(backtest(join(dir, 'in'), join(dir, 'in'), defaults)).rejects.toThrow('overwrite');
  });
});

test('times: ISO 8601, UTC without a zone, epoch seconds and milliseconds', () => {
  const noon = Date.UTC(2026, 0, 5, 12);
  for (const text of [
    '2026-01-05T12:00:00Z',
    '2026-01-05T13:00:00+01:00',
    '2026-01-05 12:00:00',
    '2026-01-05T12:00:00',
  ]) {
    expect(parseTime(text), text).toBe(noon);
  }
  expect(parseTime('2026-01-05 12:00:00.250000')).toBe(noon + 250);
  expect(parseTime(String(noon))).toBe(noon);
  expect(parseTime(String(noon / 1000))).toBe(noon);
  expect(parseTime('2026-01-05')).toBe(noon - DAY / 2);
  for (const text of ['', 'noon', '2026-13-01 00:00:00', '2026-01-05 25:00:00', '05/01/2026']) {
    expect(parseTime(text), text).toBeNaN();
  }
});

test('the command takes a configuration and refuses a wrong one by its key', async () => {
  await write('x.csv', rows(10));
  const config = join(dir, 'config.yaml');
  const call = () =>
    backtestCommand().parseAsync(['--input', join(dir, 'in'), '--output', join(dir, 'out'), '--config', config], {
      from: 'user',
    });
  await writeFile(config, 'sensitivity: 3\n');
  await expect(call()).rejects.toThrow(/config\.yaml: sensitivity:/);
  await writeFile(config, 'sensitivity: 0.4\ndirection: up\n');
  await call();
  expect(await read('x.csv')).toHaveLength(11);
});
