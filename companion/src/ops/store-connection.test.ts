import { pino } from 'pino';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { StoreUnavailable } from '../stores/alert-store.js';
import { createStoreConnection } from './store-connection.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const logger = pino({ level: 'silent' });

const setUp = (failures: unknown[]) => {
  const calls: string[] = [];
  const store = {
    open: () => {
      calls.push('open');
      const failure = failures.shift();
      return failure === undefined ? Promise.resolve() : Promise.reject(failure as Error);
    },
    close: () => {
      calls.push('close');
      return Promise.resolve();
    },
    ping: vi.fn(() => Promise.resolve()),
    read: () => Promise.resolve('data'),
  };
  const registry = new Registry();
  const connection = createStoreConnection({
    name: 'alert store',
    store,
    place: 'Elasticsearch at http://es:9200',
    remedy: 'Start it',
    logger,
    registry,
  });
  return { calls, store, connection, registry };
};

test('goes on trying, whatever is thrown, and says so meanwhile', async () => {
  const { calls, connection, registry } = setUp([
    new StoreUnavailable('connect ECONNREFUSED'),
    new TypeError('undefined is not a function'),
    'text',
  ]);
  expect(await connection.check()).toMatchObject({ status: 'starting', remedy: 'Start it' });
  const opened = connection.open(new AbortController().signal);
  await vi.advanceTimersByTimeAsync(0);
  expect(await connection.check()).toEqual({
    name: 'alert store',
    status: 'failing',
    detail: 'Tried to open Elasticsearch at http://es:9200, 1 times so far: connect ECONNREFUSED',
    remedy: 'Start it',
  });
  await expect(connection.store.read()).rejects.toThrow(
    new StoreUnavailable('The alert store (Elasticsearch at http://es:9200) is not open: connect ECONNREFUSED')
  );
  await vi.advanceTimersByTimeAsync(20_000);
  await opened;
  expect(calls).toEqual(['open', 'open', 'open', 'open']);
  expect(await connection.store.read()).toBe('data');
  expect((await connection.check()).status).toBe('ok');
  const metrics = await registry.metrics();
  expect(metrics).toContain('watchroom_store_open_attempts_total{store="alert store",outcome="failed"} 3');
  expect(metrics).toContain('watchroom_store_up{store="alert store"} 1');
});

test('waits between tries: about a second at first, never over 30', async () => {
  const { calls, connection } = setUp(Array.from({ length: 50 }, () => new StoreUnavailable('away')));
  void connection.open(new AbortController().signal).catch(() => undefined);
  await vi.advanceTimersByTimeAsync(900);
  expect(calls).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1200);
  expect(calls).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(120_000);
  const before = calls.length;
  await vi.advanceTimersByTimeAsync(300_000);
  expect(calls.length - before).toBe(10);
});

test('stops trying when asked, and does not close what was never open', async () => {
  const { calls, connection } = setUp([new StoreUnavailable('away'), new StoreUnavailable('away')]);
  const stop = new AbortController();
  const opened = connection.open(stop.signal);
  const outcome = expect(opened).rejects.toThrow('enough');
  await vi.advanceTimersByTimeAsync(0);
  stop.abort(new Error('enough'));
  await outcome;
  await connection.close();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(calls).toEqual(['open']);
});

test('a store that stops answering turns red, and one that is closed answers nobody', async () => {
  const { store, connection, calls } = setUp([]);
  await connection.open(new AbortController().signal);
  store.ping.mockReturnValueOnce(Promise.reject(new StoreUnavailable('timed out')));
  expect(await connection.check()).toMatchObject({ status: 'failing', detail: expect.stringContaining('timed out') });
  store.ping.mockReturnValueOnce(new Promise(() => undefined));
  const slow = connection.check();
  await vi.advanceTimersByTimeAsync(3000);
  expect((await slow).detail).toContain('took longer than 3000 ms');
  await connection.close();
  expect(calls).toEqual(['open', 'close']);
  await expect(connection.store.read()).rejects.toThrow(StoreUnavailable);
});
