import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { evidence } from '@watchroom/contract';
import { parseTimestamp } from './parse-timestamp.js';
import { rootcauseCommand } from './rootcause-command.js';

let folder: string;
let printed: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watchroom-rootcause-'));
  printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

const start = Date.UTC(2026, 10, 23, 5);
const rows = (): string => {
  const lines = ['timestamp,service,metric,value'];
  for (const [service, during] of [
    ['cart', 3],
    ['orders', 1.2],
  ] as const) {
    for (let index = 0; index < 120; index++) {
      const value = (10 + Math.sin(index * 1.1)) * (index >= 80 ? during : 1);
      lines.push(`${new Date(start + index * 5000).toISOString()},${service},latency,${value}`);
    }
  }
  return `${lines.join('\n')}\n`;
};

const write = (name: string, content: string | Buffer) => writeFile(join(folder, name), content);
const incidentJson = (more: object = {}) =>
  JSON.stringify({ id: 'case-1', detected_at: new Date(start + 400_000).toISOString(), symptom: null, ...more });
const run = async (...more: string[]) => {
  const output = join(folder, 'out.json');
  await rootcauseCommand()
    .exitOverride()
    .parseAsync(['--case', folder, '--output', output, ...more], { from: 'user' });
  return JSON.parse(await readFile(output, 'utf8')) as {
    causes: Array<{ service: string; metric: string; score: number; evidence: unknown[] }>;
    detected_at: string;
  };
};

describe('watchroom rootcause', () => {
  it.each([
    ['metrics.csv', (text: string) => text],
    ['metrics.csv.gz', (text: string) => gzipSync(text)],
  ])('ranks the case from %s and writes evidence of the contract', async (name, encode) => {
    await write('incident.json', incidentJson());
    await write(name, encode(rows()));
    const document = await run('--json');
    expect(document.causes.map(({ service, metric }) => [service, metric])).toEqual([
      ['cart', 'latency'],
      ['orders', 'latency'],
    ]);
    expect(evidence.safeDecode(document.causes[0]?.evidence[0] as never).success).toBe(true);
    const last = printed.trim().split('\n').at(-1) ?? '';
    expect(JSON.parse(last)).toMatchObject({ confident: true, causes: [{ service: 'cart' }, { service: 'orders' }] });
  });

  it('takes another time of detection', async () => {
    await write('incident.json', incidentJson({ symptom: { service: 'orders', metric: 'latency' } }));
    await write('metrics.csv', rows());
    await write('graph.csv', 'caller,callee\norders,cart\n');
    const document = await run('--detected-at', '2026-11-23T05:07:40Z');
    expect(document.detected_at).toBe('2026-11-23T05:07:40.000Z');
    expect(document.causes[0]?.service).toBe('cart');
  });

  it.each([
    ['an incident without a time', { 'incident.json': '{"id":"x"}' }, /incident\.json: detected_at: /],
    ['no JSON', { 'incident.json': '{"id"' }, /incident\.json: /],
    ['no metrics', { 'metrics.csv': null }, /neither metrics\.csv nor metrics\.csv\.gz/],
    ['an empty file', { 'metrics.csv': '' }, /metrics\.csv: the file is empty/],
    [
      'a missing column',
      { 'metrics.csv': 'timestamp,service,value\n' },
      /metrics\.csv: line 1: there is no column "metric"/,
    ],
    [
      'a wrong time',
      { 'metrics.csv': 'timestamp,service,metric,value\nsoon,a,b,1\n' },
      /line 2, column "timestamp": "soon"/,
    ],
    [
      'a wrong value',
      { 'metrics.csv': 'timestamp,service,metric,value\n1763874000,a,b,1\n1763874005,a,b,many\n' },
      /line 3, column "value": "many" is not a number/,
    ],
    [
      'a short row',
      { 'metrics.csv': 'timestamp,service,metric,value\n1763874000,a\n' },
      /line 2, column "metric": is missing/,
    ],
    [
      'no service',
      { 'metrics.csv': 'timestamp,service,metric,value\n1763874000,,b,1\n' },
      /line 2, column "service": is empty/,
    ],
    ['a broken graph', { 'graph.csv': 'caller,callee\na,\n' }, /graph\.csv: line 2, column "callee": is empty/],
    ['no gzip', { 'metrics.csv': null, 'metrics.csv.gz': 'plain' }, /metrics\.csv\.gz: .*header/],
  ])('names file, line and column for %s', async (_, files: Record<string, string | null>, message) => {
    const all: Record<string, string | null> = { 'incident.json': incidentJson(), 'metrics.csv': rows(), ...files };
    for (const [name, content] of Object.entries(all)) {
      if (content !== null) {
        await write(name, content);
      }
    }
    await expect(run()).rejects.toThrow(message);
  });
});

describe('parseTimestamp', () => {
  it('reads ISO 8601 and epochs, and takes a time without an offset for UTC', () => {
    const at = Date.UTC(2026, 10, 23, 5);
    for (const text of [
      '2026-11-23T05:00:00Z',
      '2026-11-23 05:00:00',
      '2026-11-23T06:00:00+01:00',
      String(at),
      String(at / 1000),
    ]) {
      expect(parseTimestamp(text)).toBe(at);
    }
    expect(parseTimestamp('yesterday')).toBeNaN();
  });
});
