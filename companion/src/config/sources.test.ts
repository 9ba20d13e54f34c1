import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { formatProblem, InvalidConfig } from './config-error.js';
import { loadSettings } from './load.js';
import type { Settings } from './settings.js';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'watchroom-sources-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const load = async (yaml: string, env: Record<string, string> = {}): Promise<Settings> => {
  await writeFile(join(dir, 'a.yaml'), `apiVersion: 1\n${yaml}`);
  return loadSettings({
    env: { WATCHROOM_DATA: join(dir, 'data'), WATCHROOM_TOKEN: 'token-for-this-test', ...env },
    configDir: dir,
  });
};
const faults = async (yaml: string, env: Record<string, string> = {}): Promise<string[]> => {
  const error: unknown = await load(yaml, env).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(InvalidConfig);
  return (error as InvalidConfig).problems.map((problem) => formatProblem(problem).replaceAll(`${dir}/`, ''));
};

test('reads the sources with their secrets, from variables and files', async () => {
  await writeFile(join(dir, 'grafana-token'), 'glsa_from_file\n');
  await writeFile(join(dir, 'ch-password'), 'from-mounted-file\n');
  const { sources } = await load(
    `sources:
  - { name: warehouse, type: clickhouse, url: https://ch:8443/, username: w, password: "\${CH_PASSWORD}", timeoutSeconds: 60 }
  - { name: prom, type: prometheus, url: http://prom:9090/prefix/, token: "\${PROM_TOKEN}", delaySeconds: 30 }
  - { name: grafana, type: grafana, url: http://grafana:3000, tokenFile: grafana-token }
`,
    { CH_PASSWORD_FILE: join(dir, 'ch-password'), PROM_TOKEN: 'from-variable' }
  );
  const common = {
    database: null,
    username: null,
    password: null,
    token: null,
    ca: null,
    timeoutMs: 30_000,
    delayMs: 5000,
  };
  expect(sources).toEqual([
    {
      ...common,
      name: 'warehouse',
      type: 'clickhouse',
      url: 'https://ch:8443',
      database: 'default',
      username: 'w',
      password: 'from-mounted-file',
      timeoutMs: 60_000,
    },
    {
      ...common,
      name: 'prom',
      type: 'prometheus',
      url: 'http://prom:9090/prefix',
      token: 'from-variable',
      delayMs: 30_000,
    },
    { ...common, name: 'grafana', type: 'grafana', url: 'http://grafana:3000', token: 'glsa_from_file' },
  ]);
});

const source = (rest: string): string => `sources:\n  - name: s\n    type: prometheus\n    url: http://p\n${rest}`;

test.each([
  [
    'a secret in the file itself',
    source('    username: u\n    password: hunter2\n'),
    /a.yaml:7: sources\[0\].password: must be a variable of the environment like \$\{NAME\}/,
  ],
  [
    'a variable that is not set',
    source('    token: ${NOPE}\n'),
    /a.yaml:6: sources\[0\].token: the variable NOPE is not set/,
  ],
  [
    'a file that is not there',
    source('    tokenFile: nowhere\n'),
    /a.yaml:6: sources\[0\].tokenFile: the file can't be read/,
  ],
  [
    'two ways to sign in',
    source('    username: u\n    token: ${T}\n'),
    /sources\[0\].token: a username is set as well; keep one way/,
  ],
  ['a password of nobody', source('    password: ${T}\n'), /sources\[0\].password: needs a username/],
  [
    'an authority that is none',
    source('    tls: { caFile: a.yaml }\n'),
    /sources\[0\].tls.caFile: holds no certificate/,
  ],
  [
    'a password in the address',
    'sources: [{ name: s, type: prometheus, url: "http://u:hunter2@p" }]',
    /sources\[0\].url: must not hold a user or password/,
  ],
  [
    'another scheme',
    'sources: [{ name: s, type: prometheus, url: "file:///etc/passwd" }]',
    /sources\[0\].url: must be a URL like http:/,
  ],
  [
    'Grafana without a token',
    'sources: [{ name: g, type: grafana, url: "http://g" }]',
    /needs token or tokenFile: a Grafana service account's token/,
  ],
  ['an unknown type', 'sources: [{ name: g, type: influx, url: "http://g" }]', /a.yaml:2: sources\[0\].type/],
  ['an unknown key', source('    pasword: x\n'), /a.yaml:6: sources\[0\].pasword: unknown key/],
  [
    'a name used twice',
    `${source('')}  - { name: s, type: prometheus, url: "http://q" }\n`,
    /sources\[1\].name: "s" is used already/,
  ],
])('refuses %s, naming file, line and key', async (_name, yaml, says) => {
  const found = (await faults(yaml, { T: 'hunter2' })).join('\n');
  expect(found).toMatch(says);
  expect(found).not.toContain('hunter2');
});

test.each([
  [
    'a source that is not there',
    '{ type: promql, source: t, expr: up }',
    /a.yaml:9: detectors\[0\].query.source: there is no source "t"; known: "s"/,
  ],
  [
    'a source of another type',
    '{ type: sql, source: s, sql: "SELECT {from}, {to}" }',
    /detectors\[0\].query.source: "s" is a source of type prometheus; a query of type sql needs one of type clickhouse/,
  ],
  [
    'SQL that reads all time',
    '{ type: sql, source: s, sql: "SELECT 1" }',
    /detectors\[0\].query.sql: must use \{from\} and \{to\}/,
  ],
  ['a query without its text', '{ type: promql, source: s }', /detectors\[0\].query.expr/],
  ['an unknown type of query', '{ type: flux, source: s }', /detectors\[0\].query.type/],
])('refuses a detector with %s', async (_name, query, says) => {
  const yaml = `${source('')}detectors:\n  - name: d\n    kind: baseline\n    query: ${query}\n`;
  expect((await faults(yaml)).join('\n')).toMatch(says);
});

test('the example of docs/sources.md is right', async () => {
  const page = await readFile(fileURLToPath(new URL('../../../docs/sources.md', import.meta.url)), 'utf8');
  const example = /```yaml\napiVersion: 1\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
  await mkdir(join(dir, 'secrets'));
  await writeFile(join(dir, 'secrets', 'prom-token'), 'x');
  await writeFile(join(dir, 'ca.pem'), '-----BEGIN CERTIFICATE-----\n');
  const { sources, detectors } = await load(example, { WAREHOUSE_PASSWORD: 'x', GRAFANA_TOKEN: 'x' });
  expect(sources.map(({ type }) => type)).toEqual(['clickhouse', 'prometheus', 'grafana']);
  expect(detectors.map(({ query }) => query?.type)).toEqual(['table', 'sql', 'promql', 'grafana']);
});
