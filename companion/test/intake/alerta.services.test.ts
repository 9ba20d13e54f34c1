import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDesk, type DeskKit } from './desk-kit.js';

const binary = process.env['ALERTA_BIN'] ?? '';
const run = promisify(execFile);

describe.skipIf(binary === '')(`Alerta's own command line${binary === '' ? ' (no alerta here)' : ''}`, () => {
  let desk: DeskKit;
  beforeAll(async () => {
    desk = await openDesk({ tokens: ['token-of-alerta'] });
  });
  afterAll(() => desk.close());

  const alerta = (endpoint: string, ...args: string[]) =>
    run(binary, ['--endpoint-url', `${desk.url}${endpoint}`, 'send', ...args], {
      env: { PATH: process.env['PATH'], HOME: desk.dir, ALERTA_API_KEY: 'token-of-alerta', LC_ALL: 'C.UTF-8' },
    });
  const details = [
    '--environment',
    'Production',
    '--service',
    'cart',
    '-C',
    'Down',
    '-C',
    'Up',
    '--tag',
    'region:eu-1',
  ];

  it.each(['', '/api'])('fires and resolves at %s/alert, and understands the answers', async (endpoint) => {
    const resource = `web${endpoint === '' ? 1 : 2}`;
    const fired = await alerta(
      endpoint,
      '-r',
      resource,
      '-e',
      'Down',
      '-s',
      'major',
      '--text',
      'No answer',
      ...details
    );
    await desk.settled();
    const find = async () => (await desk.listed()).find(({ labels }) => labels['resource'] === resource);
    const alert = await find();
    expect(alert).toMatchObject({
      name: 'Down',
      status: 'firing',
      severity: 'high',
      service: 'cart',
      labels: { region: 'eu-1' },
    });
    expect(fired.stdout).toBe(`${alert?.id} (indeterminate -> major)\n`);
    await alerta(endpoint, '-r', resource, '-e', 'Up', '-s', 'normal', ...details);
    await desk.settled();
    expect(await find()).toMatchObject({ id: alert?.id, status: 'resolved', eventCount: 2 });
  });

  it('shows the error of what is refused', async () => {
    const refused = alerta('', '-r', 'web1', '-e', 'Down', '-s', 'terrible', ...details);
    await expect(refused).rejects.toMatchObject({
      stderr: expect.stringContaining('severity: expected one of') as string,
    });
  });
});
