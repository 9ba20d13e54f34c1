import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readConfigDir } from './config-dir.js';
import { formatProblem, InvalidConfig } from './config-error.js';
import { logsConfig } from './logs-schema.js';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'watchroom-config-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const faults = async (text: string): Promise<string[]> => {
  await writeFile(join(dir, 'f.yaml'), text);
  const outcome: unknown = await readConfigDir(dir).catch((error: unknown) => error);
  return outcome instanceof InvalidConfig
    ? outcome.problems.map((problem) => formatProblem(problem).replace(`${dir}/`, ''))
    : [];
};

test('knows every key of logs', async () => {
  const text = `apiVersion: 1
logs:
  retentionDays: 14
  mask: { emails: false, cards: true, patterns: ['\\bcustomer-\\d{6}\\b'] }
  alerts: { newTemplates: all, errorBursts: false }
  syslog: { host: 0.0.0.0, port: 6514 }
`;
  expect(await faults(text)).toEqual([]);
});

test('names file, line and key of what is wrong with logs', async () => {
  const [days, alerts, pattern, key] = await faults(`apiVersion: 1
logs:
  retentionDays: 0
  alerts: { newTemplates: sometimes }
  mask: { patterns: ['('] }
  sylog: { port: 1 }
`);
  expect(days).toMatch(/^f\.yaml:3.*logs\.retentionDays/);
  expect(alerts).toMatch(/^f\.yaml:4.*logs\.alerts\.newTemplates/);
  expect(pattern).toMatch(/^f\.yaml:5.*logs\.mask\.patterns/);
  expect(key).toMatch(/^f\.yaml:6.*sylog/);
});

test('new templates of errors and bursts are told of where nothing is said', () => {
  expect(logsConfig.parse({})).toEqual({
    mask: { emails: true, cards: true, patterns: [] },
    alerts: { newTemplates: 'errors', errorBursts: true },
  });
});
