import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { InvalidConfig } from './config-error.js';
import { noConfig } from './config-dir.js';
import { loadSettings, type SettingsSource } from './load.js';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'watchroom-load-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const load = (env: Record<string, string>, rest: Partial<SettingsSource> = {}) =>
  loadSettings({ env: { WATCHROOM_DATA: join(dir, 'data'), ...env }, ...rest });

const faults = async (env: Record<string, string>): Promise<string[]> => {
  const outcome = await load(env).catch((error: unknown) => error);
  expect(outcome).toBeInstanceOf(InvalidConfig);
  return (outcome as InvalidConfig).message.split('\n');
};

test('works without any setting and keeps its token for this user only', async () => {
  const settings = await load({});
  expect(settings).toEqual({
    host: '127.0.0.1',
    port: 8787,
    dataDir: join(dir, 'data'),
    configDir: null,
    logLevel: 'info',
    clickhouse: null,
    elasticsearch: null,
    adminToken: expect.stringMatching(/^[\w-]{43}$/),
    pluginSecret: null,
    intakeTokens: [],
    allowedOrigins: [],
    collectHost: true,
    lab: null,
    retentionDays: 90,
    sources: [],
    calendars: [],
    detectors: [],
    correlation: [],
    lifecycle: noConfig.lifecycle,
    logs: noConfig.logs,
    suppression: noConfig.suppression,
    senders: [],
    enrichment: [],
    topology: [],
    views: [],
  });
  const file = join(dir, 'data', 'token');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await readFile(file, 'utf8')).trim()).toBe(settings.adminToken);
  expect((await load({})).adminToken).toBe(settings.adminToken);
});

test('the command line wins over the environment; empty variables are not set', async () => {
  const settings = await load(
    { WATCHROOM_PORT: '1', WATCHROOM_HOST: '', WATCHROOM_LAB: 'shop', WATCHROOM_TOKEN: 'a-token-of-sixteen' },
    { overrides: { port: 0, lab: false, collectHost: false } }
  );
  expect(settings).toMatchObject({
    port: 0,
    host: '127.0.0.1',
    lab: null,
    collectHost: false,
    adminToken: 'a-token-of-sixteen',
  });
});

test('stores by URL, with secrets from the URL, variables or files', async () => {
  await writeFile(join(dir, 'password'), 'p@ss\n');
  await writeFile(join(dir, 'intake'), 'one-long-token-000, two-long-token-000\n');
  const settings = await load({
    CLICKHOUSE_URL: 'http://ann:s%40crt@ch:8123/metrics',
    ELASTICSEARCH_URL: 'https://es:9200/',
    ELASTICSEARCH_USERNAME: 'elastic',
    ELASTICSEARCH_PASSWORD_FILE: join(dir, 'password'),
    ELASTICSEARCH_PREFIX: 'team-a',
    WATCHROOM_INTAKE_TOKENS_FILE: join(dir, 'intake'),
    WATCHROOM_ALLOWED_ORIGINS: 'http://localhost:3000,https://g.example',
  });
  expect(settings).toMatchObject({
    clickhouse: { url: 'http://ch:8123', username: 'ann', password: 's@crt', database: 'metrics' },
    elasticsearch: { url: 'https://es:9200', apiKey: null, username: 'elastic', password: 'p@ss', prefix: 'team-a' },
    intakeTokens: ['one-long-token-000', 'two-long-token-000'],
    allowedOrigins: ['http://localhost:3000', 'https://g.example'],
  });
});

test('names every wrong variable, and never shows a secret', async () => {
  await writeFile(join(dir, 'bad.yaml'), 'apiVersion: 1\nnope: 1\n');
  const found = await faults({
    WATCHROOM_PORT: '99999',
    WATCHROOM_LOG_LEVEL: 'loud',
    WATCHROOM_TOKEN: 'hunter2',
    WATCHROOM_COLLECT_HOST: 'perhaps',
    WATCHROOM_RETENTION_DAYS: '0',
    CLICKHOUSE_URL: 'tcp://x:9000',
    WATCHROOM_ALLOWED_ORIGINS: 'http://localhost:3000/',
    WATCHROOM_PLUGIN_SECRET_FILE: join(dir, 'missing'),
    WATCHROOM_CONFIG: dir,
  });
  expect(found).toEqual([
    expect.stringMatching(/^WATCHROOM_PLUGIN_SECRET_FILE: the file can't be read: ENOENT/),
    'WATCHROOM_PORT: must be a port: 0 to 65535',
    'WATCHROOM_LOG_LEVEL: must be one of fatal, error, warn, info, debug, trace, silent',
    'WATCHROOM_TOKEN: must have at least 16 characters',
    'WATCHROOM_ALLOWED_ORIGINS: must be origins like http://localhost:3000, parted by commas',
    'WATCHROOM_COLLECT_HOST: must be true or false',
    'WATCHROOM_RETENTION_DAYS: must be 1 to 3650 days',
    'CLICKHOUSE_URL: must be a URL like http://host:port',
    `${join(dir, 'bad.yaml')}:2: nope: unknown key; known here: apiVersion, sources, calendars, detectors, correlation, lifecycle, silences, maintenanceWindows, inhibitionRules, senders, enrichment, topology, views, logs`,
  ]);
  expect(found.join()).not.toContain('hunter2');
});

test.each([
  [
    { ELASTICSEARCH_URL: 'http://e', ELASTICSEARCH_API_KEY: 'k', ELASTICSEARCH_USERNAME: 'u' },
    'ELASTICSEARCH_API_KEY: a user or password is set as well; keep one way to sign in',
  ],
  [
    { ELASTICSEARCH_URL: 'http://e', ELASTICSEARCH_USERNAME: 'u' },
    'ELASTICSEARCH_PASSWORD: is missing: a user and a password go together',
  ],
  [
    { WATCHROOM_TOKEN: 'x'.repeat(20), WATCHROOM_TOKEN_FILE: '/t' },
    'WATCHROOM_TOKEN_FILE: WATCHROOM_TOKEN is set as well; keep one of them',
  ],
  [{ CLICKHOUSE_URL: 'http://c:1/a/b' }, 'CLICKHOUSE_URL: the path must be the name of a database, not "a/b"'],
])('%j', async (env, expected) => {
  expect(await faults(env)).toEqual([expected]);
});

test('a data folder that cannot be made', async () => {
  await writeFile(join(dir, 'file'), '');
  expect((await faults({ WATCHROOM_DATA: join(dir, 'file') }))[0]).toMatch(
    /^WATCHROOM_DATA: the admin token can't be kept/
  );
});
