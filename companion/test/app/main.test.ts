import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { temporaryFolder, token } from './app-kit.js';

const inCompanion = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

/** Runs a program of the companion as it was built: what ships, its threads included. */
const run = (file: 'companion.cjs' | 'watchroom.mjs', args: string[], env: Record<string, string> = {}) => {
  const child = spawn(process.execPath, [inCompanion(`bin/${file}`), ...args], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
  });
  const output = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.err += text));
  const ended = new Promise<number | null>((resolve) => child.on('close', (code) => resolve(code)));
  return { child, output, ended };
};

test('a broken configuration stops the start with file, line and key, and code 78', async () => {
  const file = join(folder.path, 'bad.yaml');
  await writeFile(file, 'apiVersion: 1\ndetectors:\n  - name: x\n    kind: baseline\n    matchers: up{\n    nope: 1\n');
  const { output, ended } = run('companion.cjs', ['--config', folder.path, '--data', folder.path], {
    WATCHROOM_PORT: 'x',
  });
  expect(await ended).toBe(78);
  expect(output.err.split('\n').slice(0, 4)).toEqual([
    'The configuration has 3 faults:',
    'WATCHROOM_PORT: must be a port: 0 to 65535',
    `${file}:5: detectors[0].matchers: Expected a label name, found the end at character 4 of the selector`,
    expect.stringContaining(`${file}:6: detectors[0].nope: unknown key`),
  ]);
}, 30_000);

test('check-config says the same', async () => {
  await writeFile(join(folder.path, 'bad.yaml'), 'apiVersion: 1\ncorrelation: none\n');
  const bad = run('watchroom.mjs', ['check-config', folder.path, '--json']);
  expect(await bad.ended).toBe(1);
  expect(bad.output.err).toContain(`${folder.path}/bad.yaml:2: correlation: must be a list, not text`);
  expect(JSON.parse(bad.output.out.trim().split('\n').at(-1) ?? '')).toMatchObject({
    ok: false,
    problems: [{ line: 2, key: 'correlation' }],
  });
  const good = run('watchroom.mjs', ['check-config', inCompanion('../provisioning/watchroom')]);
  expect(await good.ended).toBe(0);
  expect(good.output.out).toMatch(
    /5 files, 0 sources, 0 calendars, \d+ detectors, 2 correlation rules, 0 senders, 1 enrichment rule, \d views?: all right/
  );
}, 30_000);

test('a taken port is said in words', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const { output, ended } = run('companion.cjs', ['--port', String(port), '--data', folder.path, '--no-collect-host']);
  expect(await ended).toBe(1);
  expect(output.err).toContain(`Port ${port} on 127.0.0.1 is taken by another program`);
  await new Promise((resolve) => server.close(resolve));
}, 30_000);

test('prints one line with its address, takes the token, and leaves at SIGTERM', async () => {
  const args = ['--port', '0', '--data', folder.path, '--no-collect-host', '--log-level', 'warn'];
  const { child, output, ended } = run('companion.cjs', args, { WATCHROOM_TOKEN: token });
  await vi.waitFor(() => expect(output.out).toMatch(/\n$/), { timeout: 20_000 });
  const url = /^Watchroom \S+ at (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(output.out)?.[1] ?? '';
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  expect((await fetch(`${url}/api/v1/status`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(output.out + output.err).not.toContain(token);
}, 40_000);
