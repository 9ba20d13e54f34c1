import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ask, sendAlerts, startApp, temporaryFolder, untilReady } from './app-kit.js';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

test('stopping ends streams and requests, and what was taken is there after a start', async () => {
  const first = await startApp(folder.path);
  await untilReady(first);
  const names = Array.from({ length: 50 }, (_, index) => `Alert${index}`);
  const accepted = await Promise.all(names.map(async (name) => (await sendAlerts(first, [{ name }])).ok));
  expect(accepted).not.toContain(false);
  const stream = await ask(first, '/api/v1/events');
  const text = stream.text();
  await first.stop();
  expect(await text).toContain('"type":"hello"');
  await expect(ask(first, '/healthz')).rejects.toThrow();

  const second = await startApp(folder.path);
  await untilReady(second);
  await vi.waitFor(
    async () => {
      const response = await ask(second, '/api/v1/alerts?limit=1000');
      const { items } = (await response.json()) as { items: Array<{ name: string }> };
      expect(items.map(({ name }) => name).sort()).toEqual([...names].sort());
    },
    { timeout: 10_000, interval: 100 }
  );
  await second.stop();
}, 60_000);

test('stopping right after the start works', async () => {
  const app = await startApp(folder.path);
  await app.stop();
  await app.stop();
}, 20_000);

test('two companions do not share a data folder', async () => {
  const first = await startApp(folder.path);
  await expect(startApp(folder.path)).rejects.toThrow(`Another companion uses the data folder ${folder.path}`);
  await first.stop();
}, 20_000);
