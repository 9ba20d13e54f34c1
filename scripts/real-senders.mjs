// Programs that send to Watchroom in the tests with real servers, each in a folder of its own below node_modules/.cache, kept from one run to the
// next. What can't be had here is named as skipped by the tests. `node scripts/real-senders.mjs` puts them there and prints where.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inRoot } from './processes.mjs';

const cache = inRoot('node_modules/.cache/watchroom');
/** Of the last line that runs on Node 20. */
const openTelemetry = '0.205.0';
const libraries = [
  ...['api-logs', 'sdk-logs', 'exporter-logs-otlp-http', 'exporter-logs-otlp-proto'].map(
    (name) => `@opentelemetry/${name}@${openTelemetry}`
  ),
  'winston@3.18.3',
  'winston-loki@6.1.3',
  // With it winston-loki sends protobuf instead of JSON.
  'snappy@7.3.3',
];

/** The first of some programs that is on the PATH. */
export const onPath = (...names) =>
  names.find((name) => spawnSync('sh', ['-c', 'command -v "$1"', 'sh', name]).status === 0) ?? null;

const succeeds = (command, args, options = {}) =>
  spawnSync(command, args, { stdio: 'ignore', timeout: 180_000, ...options }).status === 0;

/** A Python program: on the PATH, or by pip in an environment of its own. */
const fromPython = (program, requirement) => {
  const own = join(cache, program);
  const binary = join(own, 'bin', program);
  if (existsSync(binary)) {
    return binary;
  }
  const installed = onPath(program);
  if (installed !== null) {
    return installed;
  }
  return onPath('python3') &&
    succeeds('python3', ['-m', 'venv', own]) &&
    succeeds(join(own, 'bin', 'pip'), ['install', '-q', requirement])
    ? binary
    : null;
};

/** A folder with the libraries of applications that send logs. */
const fromNpm = async () => {
  const own = join(cache, 'senders');
  const wanted = libraries.join('\n');
  const stamp = join(own, 'installed');
  await mkdir(own, { recursive: true });
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === wanted) {
    return own;
  }
  await writeFile(join(own, 'package.json'), '{ "private": true }\n');
  const args = ['install', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error', ...libraries];
  if (!succeeds('npm', args, { cwd: own })) {
    return null;
  }
  await writeFile(stamp, wanted);
  return own;
};

/** Where each sender is, as the tests read it; empty where it can't be had. */
export const realSenders = async () => ({
  ALERTA_BIN: fromPython('alerta', 'alerta==8.5.3') ?? '',
  ANSIBLE_BIN: fromPython('ansible-playbook', 'ansible-core>=2.16,<2.20') ?? '',
  RSYSLOGD_BIN: onPath('rsyslogd', '/usr/sbin/rsyslogd') ?? '',
  SENDERS_DIR: (await fromNpm()) ?? '',
});

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  console.log(JSON.stringify(await realSenders(), null, 2));
}
