import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { noConfig, readConfigDir } from './config-dir.js';
import { formatProblem, InvalidConfig } from './config-error.js';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'watchroom-config-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const write = async (file: string, text: string | Uint8Array) => {
  await mkdir(dirname(join(dir, file)), { recursive: true });
  await writeFile(join(dir, file), text);
};

/** What is wrong, with the folder's name left out. */
const faults = async (): Promise<string[]> => {
  try {
    await readConfigDir(dir);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidConfig)) {
      throw error;
    }
    return error.problems.map((problem) => formatProblem(problem).replaceAll(`${dir}/`, ''));
  }
};

test('reads every YAML file below the folder, with defaults filled in', async () => {
  await write('a.yaml', 'apiVersion: 1\ndetectors:\n  - { name: cpu, kind: baseline, matchers: "cpu{host=~`.+`}" }\n');
  await write(
    'deep/er/b.yml',
    `apiVersion: 1
detectors:
  - name: disk
    kind: threshold
    matchers:
      - { label: __name__, op: '=', value: disk }
    above: 0.95
    forSeconds: 300
correlation:
  - name: host
    groupBy: [host]
`
  );
  await write('empty.yaml', '# nothing yet\n');
  await write('notes.txt', 'not: [yaml');
  expect(await readConfigDir(dir)).toEqual({
    files: ['a.yaml', 'deep/er/b.yml', 'empty.yaml'].map((file) => join(dir, file)),
    senders: [],
    enrichment: [],
    sources: [],
    calendars: [],
    detectors: [
      {
        name: 'cpu',
        kind: 'baseline',
        matchers: [
          { label: '__name__', op: '=', value: 'cpu' },
          { label: 'host', op: '=~', value: '.+' },
        ],
        query: null,
        intervalSeconds: 10,
        severity: 'warning',
        labels: {},
        sensitivity: 0.5,
        direction: 'both',
        season: 'auto',
        historyDays: 28,
        peersBy: null,
        calendars: null,
        holidays: 'skip',
      },
      {
        name: 'disk',
        kind: 'threshold',
        matchers: [{ label: '__name__', op: '=', value: 'disk' }],
        query: null,
        intervalSeconds: 10,
        severity: 'warning',
        labels: {},
        above: 0.95,
        below: null,
        forSeconds: 300,
        calendars: null,
        holidays: 'judge',
      },
    ],
    lifecycle: noConfig.lifecycle,
    logs: noConfig.logs,
    suppression: noConfig.suppression,
    correlation: [
      {
        name: 'host',
        matchers: [],
        groupBy: ['host'],
        windowSeconds: 300,
        minAlerts: 1,
        resolveOn: 'all',
        title: null,
        occurrences: true,
      },
    ],
    topology: [],
    views: [],
  });
});

test('reports everything at once, each with file, line and key', async () => {
  await write(
    'shop.yaml',
    `apiVersion: 2
detector: []
detectors:
  - name: one
    kind: baseline
    matchers: up{host=}
    sensitivity: 3
    colour: red
    labels:
      port: 9090
  - kind: sometimes
    name: two
  - name: three
    kind: threshold
    matchers:
      - label: host
        op: "=~"
        value: "("
    forSeconds: soon
  - name: four
    kind: threshold
    matchers: up
correlation:
  - groupBy: [host, host]
    windowSeconds: 0
`
  );
  await write('x/also.yaml', 'apiVersion: 1\ndetectors: 3\n');
  expect(await faults()).toEqual([
    'shop.yaml:1: apiVersion: must be 1',
    'shop.yaml:2: detector: unknown key; known here: apiVersion, sources, calendars, detectors, correlation, lifecycle, silences, maintenanceWindows, inhibitionRules, senders, enrichment, topology, views, logs',
    'shop.yaml:6: detectors[0].matchers: Expected a value in quotes, found "}" at character 9 of the selector',
    'shop.yaml:7: detectors[0].sensitivity: must be at most 1',
    'shop.yaml:8: detectors[0].colour: unknown key; known here: kind, name, matchers, query, intervalSeconds, severity, ' +
      'labels, calendars, sensitivity, direction, season, historyDays, peersBy, holidays',
    'shop.yaml:10: detectors[0].labels.port: must be text, not a number (put it in quotes)',
    'shop.yaml:11: detectors[1].kind: must be one of "baseline", "threshold"',
    'shop.yaml:18: detectors[2].matchers[0].value: Not a regular expression: Unterminated group',
    'shop.yaml:19: detectors[2].forSeconds: must be a number, not text',
    'shop.yaml:20: detectors[3]: must have above or below',
    'shop.yaml:24: correlation[0].name: is missing',
    'shop.yaml:24: correlation[0].groupBy: must not name a label twice',
    'shop.yaml:25: correlation[0].windowSeconds: must be at least 1',
    'x/also.yaml:2: detectors: must be a list, not a number',
  ]);
});

describe('broken files', () => {
  test.each([
    ['a: [1, 2\nb: 3\n', /^f\.yaml:2: not valid YAML: /],
    ['apiVersion: 1\napiVersion: 1\n', /^f\.yaml:2: not valid YAML: Map keys must be unique/],
    ['apiVersion: 1\n---\napiVersion: 1\n', /^f\.yaml:2: not valid YAML: /],
    ['apiVersion: 1\ndetectors: !!js/function "x"\n', /^f\.yaml:2: not valid YAML: Unresolved tag/],
    ['- 1\n', /^f\.yaml:1: must be a map of keys, not a list/],
    ['detectors: []\n', /^f\.yaml:1: apiVersion: is missing; one of 1|is missing/],
    [new Uint8Array([0x61, 0x3a, 0xff, 0xfe]), /^f\.yaml:1: is not valid UTF-8/],
  ])('%j', async (text, expected) => {
    await write('f.yaml', text);
    const found = await faults();
    expect(found.length).toBeGreaterThan(0);
    expect(found[0]).toMatch(expected);
  });

  test('an alias bomb is refused', async () => {
    const rows = ['a: &a [x,x,x,x,x,x,x,x,x,x]'];
    for (let index = 1; index < 9; index++) {
      const [before, name] = ['abcdefghi'[index - 1], 'abcdefghi'[index]];
      rows.push(`${name}: &${name} [${Array.from({ length: 10 }, () => `*${before}`).join(',')}]`);
    }
    await write('f.yaml', rows.join('\n'));
    expect((await faults())[0]).toMatch(/^f\.yaml:1: not valid YAML: Excessive alias count/);
  });
});

test('a name is used once over all files', async () => {
  const rule = (name: string) => `apiVersion: 1\ncorrelation:\n  - name: ${name}\n    groupBy: [host]\n`;
  await write('a.yaml', rule('host'));
  await write('b.yaml', `${rule('host')}    oops: 1\n`);
  expect(await faults()).toEqual([
    'b.yaml:5: correlation[0].oops: unknown key; known here: name, matchers, groupBy, windowSeconds, minAlerts, resolveOn, title, occurrences',
    'b.yaml:3: correlation[0].name: "host" is used already in a.yaml:3',
  ]);
});

test('a folder that is not there', async () => {
  await expect(readConfigDir(join(dir, 'none'))).rejects.toThrow(`${join(dir, 'none')}: there is no such folder`);
});
