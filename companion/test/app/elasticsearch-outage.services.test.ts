import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startClickHouseBridge } from '../timeseries/clickhouse-bridge.js';
import type { App } from '../../src/app.js';
import { ask, readyReport, sendAlerts, startApp, temporaryFolder, untilReady } from './app-kit.js';

const url = process.env.ELASTICSEARCH_URL;

/** Forwards to Elasticsearch while it is up; the port stays the same. */
const createGate = async (target: URL) => {
  const sockets = new Set<Socket>();
  const make = () =>
    createServer((socket) => {
      const onward = connect(Number(target.port), target.hostname);
      for (const [from, to] of [
        [socket, onward],
        [onward, socket],
      ] as const) {
        sockets.add(from);
        from.pipe(to);
        from.on('error', () => to.destroy());
        from.on('close', () => sockets.delete(from));
      }
    });
  let server = make();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    down: async () => {
      sockets.forEach((socket) => socket.destroy());
      await new Promise((resolve) => server.close(resolve));
    },
    up: async () => {
      server = make();
      await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    },
  };
};

describe('a companion on a real Elasticsearch', () => {
  if (url === undefined) {
    it.skip('needs a server: set ELASTICSEARCH_URL', () => undefined);
    return;
  }
  let app: App | null = null;
  afterEach(() => app?.stop());

  it('is red while Elasticsearch is away, at the start and later, and keeps what it took', async () => {
    const folder = await temporaryFolder();
    const clickhouse = await startClickHouseBridge(`${folder.path}/server`);
    const gate = await createGate(new URL(url));
    await gate.down();
    app = await startApp(folder.path, {
      ELASTICSEARCH_URL: gate.url,
      ELASTICSEARCH_PREFIX: `outage-${Date.now()}`,
      CLICKHOUSE_URL: clickhouse.url,
    });
    const running = app;
    const untilRed = () =>
      vi.waitFor(async () => expect((await readyReport(running)).report.status).toBe('failing'), 30_000);
    await untilRed();
    expect((await sendAlerts(running, [{ name: 'Refused' }])).status).toBe(503);

    await gate.up();
    await untilReady(running, 60_000);
    expect((await sendAlerts(running, [{ name: 'Taken' }])).ok).toBe(true);

    await gate.down();
    await untilRed();
    expect((await sendAlerts(running, [{ name: 'RefusedAgain' }])).status).toBe(503);

    await gate.up();
    await untilReady(running, 60_000);
    await vi.waitFor(
      async () => {
        const { items } = (await (await ask(running, '/api/v1/alerts')).json()) as { items: Array<{ name: string }> };
        expect(items.map(({ name }) => name)).toEqual(['Taken']);
      },
      { timeout: 20_000, interval: 250 }
    );
    await running.stop();
    app = null;
    await gate.down();
    await clickhouse.close();
    await folder.remove();
  });
});
