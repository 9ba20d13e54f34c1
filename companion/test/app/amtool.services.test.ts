import { execFile, spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { App } from '../../src/app.js';
import { ask, sendAlerts, startApp, temporaryFolder, token, untilReady } from './app-kit.js';

const isThere = spawnSync('amtool', ['--version']).status === 0;

/** Alertmanager's own tool against Watchroom's `/api/v2`. */
describe.skipIf(!isThere)('amtool', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let app: App;
  beforeAll(async () => {
    folder = await temporaryFolder();
    app = await startApp(folder.path);
    await untilReady(app);
    await writeFile(join(folder.path, 'amtool.yml'), `authorization:\n  type: Bearer\n  credentials: ${token}\n`);
  }, 60_000);
  afterAll(async () => {
    await app.stop();
    await folder.remove();
  }, 20_000);

  const amtool = async (...args: string[]): Promise<string> => {
    const connection = [`--alertmanager.url=${app.url}`, `--http.config.file=${join(folder.path, 'amtool.yml')}`];
    const { stdout } = await promisify(execFile)('amtool', [...connection, ...args], { timeout: 20_000 });
    return stdout.trim();
  };

  it('adds, lists, changes and ends silences that hold alerts', async () => {
    await sendAlerts(app, [{ name: 'CartSlow', labels: { service: 'cart' } }]);
    const id = await amtool(
      'silence',
      'add',
      'service=cart',
      'alertname=~Cart.+',
      '--author=ann',
      '--comment=deploy',
      '--duration=1h'
    );
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    const alert = async () =>
      ((await (await ask(app, '/api/v1/alerts')).json()) as { items: Array<{ suppressedBy: unknown[] }> }).items[0];
    await vi.waitFor(
      async () => expect((await alert())?.suppressedBy).toMatchObject([{ kind: 'silence', id }]),
      10_000
    );
    const listed = JSON.parse(await amtool('silence', 'query', '-o', 'json', 'service=cart')) as unknown[];
    expect(listed).toMatchObject([{ id, createdBy: 'ann', comment: 'deploy', status: { state: 'active' } }]);
    expect(JSON.parse(await amtool('silence', 'query', '-o', 'json', 'service=mail'))).toEqual([]);
    await amtool('silence', 'update', '--comment=longer', '--duration=2h', id);
    expect(JSON.parse(await amtool('silence', 'query', '-o', 'json'))).toMatchObject([{ comment: 'longer' }]);
    const [{ id: current }] = JSON.parse(await amtool('silence', 'query', '-o', 'json')) as [{ id: string }];
    await amtool('silence', 'expire', current);
    await vi.waitFor(async () => expect((await alert())?.suppressedBy).toEqual([]), 10_000);
    expect(JSON.parse(await amtool('silence', 'query', '--expired', '-o', 'json'))).toMatchObject([
      { status: { state: 'expired' } },
    ]);
  });

  it('lists alerts by state, matcher and receiver', async () => {
    await sendAlerts(app, [
      { name: 'DiskFull', labels: { service: 'disk', host: 'd1' } },
      { name: 'DiskSlow', labels: { service: 'disk', host: 'd2' } },
    ]);
    const query = async (...args: string[]) =>
      (JSON.parse(await amtool('alert', 'query', '-o', 'json', ...args)) as Array<{ labels: Record<string, string> }>)
        .map(({ labels }) => labels['alertname'])
        .sort();
    await vi.waitFor(async () => expect(await query('service=disk')).toEqual(['DiskFull', 'DiskSlow']), 10_000);
    expect(await query('service=disk', 'host=~d[2-9]')).toEqual(['DiskSlow']);
    expect(await query('DiskFull')).toEqual(['DiskFull']);
    expect(await query('--receiver=other')).toEqual([]);
    const id = await amtool('silence', 'add', 'host=d1', '--author=ann', '--comment=disk', '--duration=1h');
    await vi.waitFor(async () => expect(await query('service=disk')).toEqual(['DiskSlow']), 10_000);
    expect(await query('--silenced', 'service=disk')).toContain('DiskFull');
    expect(await amtool('alert', 'query', 'service=disk')).toContain('DiskSlow');
    expect(await amtool('config', 'routes', 'show').catch(String)).not.toContain('404');
    await amtool('silence', 'expire', id);
  });
});
