import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { defaultCorrelation } from './correlate.js';
import { replayCommand, replayFile } from './replay-command.js';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'watchroom-replay-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const line = (minutes: number, host: string, with_: object = {}): string =>
  JSON.stringify({
    timestamp: new Date(Date.UTC(2026, 0, 1) + minutes * 60_000).toISOString(),
    source: 'Wazuh',
    name: 'sudo',
    severity: null,
    labels: { host },
    ...with_,
  });
const file = async (name: string, ...lines: string[]): Promise<string> => {
  const path = join(dir, name);
  const text = `${lines.join('\n')}\n`;
  await writeFile(path, name.endsWith('.gz') ? gzipSync(text) : text);
  return path;
};
const run = async (...args: string[]): Promise<string> => {
  const written: string[] = [];
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  await replayCommand().parseAsync(['node', 'replay', ...args]);
  write.mockRestore();
  return written.join('');
};

describe('watchroom replay', () => {
  it('groups lines into incidents and says what it did', async () => {
    const input = await file(
      'a.jsonl.gz',
      line(0, 'a'),
      line(1, 'b'),
      line(2, 'a', { name: 'root login', severity: 'critical' }),
      line(3, 'a'),
      line(60, 'a')
    );
    const output = join(dir, 'a.out');
    const summary = JSON.parse(await run(input, '--output', output, '--json')) as Record<string, unknown>;
    expect(summary).toMatchObject({
      events: 5,
      alerts: 3,
      incidents: 3,
      suppressed: { waiting: 1, repeat: 1, resolved: 1 },
    });
    const incidents = (await readFile(output, 'utf8'))
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text) as object);
    expect(incidents).toMatchObject([
      { alert_line_numbers: [1, 3, 4] },
      { alert_line_numbers: [2] },
      { alert_line_numbers: [5] },
    ]);
  });

  it('takes rules from a configuration folder', async () => {
    const config = await mkdtemp(join(dir, 'config-'));
    await writeFile(
      join(config, 'rules.yaml'),
      'apiVersion: 1\ncorrelation:\n  - name: all of a name\n    groupBy: [alertname]\n    windowSeconds: 600\n'
    );
    const input = await file('b.jsonl', line(0, 'a'), line(1, 'b'));
    const output = join(dir, 'b.out');
    expect(await run(input, '--output', output, '--config', config)).toContain('2 events, 2 alerts, 1 incidents');
  });

  it('applies silences, maintenance windows and inhibition of the folder, and counts what each held', async () => {
    const config = await mkdtemp(join(dir, 'config-'));
    await writeFile(
      join(config, 'suppression.yaml'),
      [
        'apiVersion: 1',
        'silences:',
        '  - { name: quiet, matchers: \'{host="a"}\', startsAt: 2026-01-01T00:00:00Z, endsAt: 2026-01-01T00:03:30Z }',
        'maintenanceWindows:',
        '  - { name: nightly, matchers: \'{host="b"}\', start: 2026-01-01T00:00, timezone: UTC, durationMinutes: 60 }',
        'inhibitionRules:',
        '  - name: root first',
        '    source: \'{alertname="Down"}\'',
        '    target: \'{alertname!="Down"}\'',
        '    equal: [host]',
      ].join('\n')
    );
    const at = (minute: number, name: string, host: string) =>
      JSON.stringify({
        timestamp: new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString(),
        name,
        severity: 'warning',
        source: 'x',
        labels: { host },
      });
    const input = await file(
      's.jsonl',
      at(0, 'Slow', 'a'),
      at(1, 'Slow', 'b'),
      at(1, 'Down', 'c'),
      at(2, 'Slow', 'c'),
      at(90, 'Slow', 'd')
    );
    const output = join(dir, 's.out');
    const summary = JSON.parse(await run(input, '--output', output, '--config', config, '--json')) as {
      notifications: number;
      suppressed: Record<string, number>;
    };
    // Of a once its silence is over and at its end; of c by Down, by Slow when Down is over, and at the end; of d.
    expect(summary.suppressed).toEqual({
      'silence quiet': 1,
      'maintenance nightly': 2,
      'inhibition root first': 1,
      resolved: 1,
    });
    expect(summary.notifications).toBe(6);
  });

  it.each([
    ['a name that is missing', line(0, 'a', { name: undefined }), 'line 2: name'],
    ['a time that is none', line(0, 'a', { timestamp: 'today' }), 'line 2: timestamp'],
    ['a label that is a number', line(0, 'a', { labels: { n: 1 } }), 'line 2: labels.n'],
    ['what is not JSON', '{', 'line 2: line'],
  ])('stops at %s and writes nothing', async (_, wrong, named) => {
    const input = await file('c.jsonl', line(0, 'a'), wrong);
    const output = join(dir, 'c.out');
    await expect(run(input, '--output', output)).rejects.toThrow(named);
    expect(existsSync(output)).toBe(false);
  });

  it('says so where the file cannot be read', async () => {
    await expect(run(join(dir, 'none.jsonl'), '--output', join(dir, 'd'))).rejects.toThrow('none.jsonl');
    await writeFile(join(dir, 'e.gz'), 'not gzip');
    await expect(run(join(dir, 'e.gz'), '--output', join(dir, 'd'))).rejects.toThrow('header');
  });

  it('never looks at the answers, and gives the same for the same', async () => {
    const lines = Array.from({ length: 200 }, (_, at) => line(at / 7, `h${at % 5}`, { truth: at % 2 ? 'attack' : {} }));
    const [a, b] = [
      await file('f.jsonl', ...lines),
      await file('g.jsonl', ...lines.map((text) => text.replaceAll('attack', 'x'))),
    ];
    expect(await replayFile(a, { correlation: defaultCorrelation })).toEqual(
      await replayFile(b, { correlation: defaultCorrelation })
    );
  });
});
