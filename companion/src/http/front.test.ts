import { expect, test, vi } from 'vitest';
import { AddressUnusable, createFront } from './front.js';

const startFront = async (api: Parameters<typeof createFront>[0]['api']) => {
  const front = createFront({
    intake: (request, response) => {
      if (request.url !== '/intake/x') {
        return false;
      }
      response.end('taken');
      return true;
    },
    api,
  });
  return { front, url: await front.listen('127.0.0.1', 0) };
};

test('asks the intake first and the API then', async () => {
  const { front, url } = await startFront((_request, response) => void response.end('api'));
  expect(await (await fetch(`${url}/intake/x`)).text()).toBe('taken');
  expect(await (await fetch(`${url}/other`)).text()).toBe('api');
  await front.stop();
  await expect(fetch(url)).rejects.toThrow();
});

test('a port that is taken is said in words', async () => {
  const { front, url } = await startFront(() => undefined);
  const { port } = new URL(url);
  const second = createFront({ intake: () => false, api: () => undefined });
  await expect(second.listen('127.0.0.1', Number(port))).rejects.toThrow(AddressUnusable);
  await expect(second.listen('127.0.0.1', Number(port))).rejects.toThrow(`Port ${port} on 127.0.0.1 is taken`);
  await second.stop();
  await front.stop();
});

test('stopping answers what is under way', async () => {
  let finish: () => void = () => undefined;
  const began = vi.fn();
  const { front, url } = await startFront((_request, response) => {
    finish = () => response.end('done');
    began();
  });
  const asked = fetch(url);
  await vi.waitFor(() => expect(began).toHaveBeenCalled());
  const stopped = front.stop();
  finish();
  expect(await (await asked).text()).toBe('done');
  await stopped;
});

test('stopping does not wait for ever for a caller that takes nothing', async () => {
  const { front, url } = await startFront((_request, response) => void response.write('begin'));
  const response = await fetch(url);
  const reading = response.text().catch(() => 'cut');
  await front.stop();
  expect(await reading).toBe('cut');
}, 10_000);
