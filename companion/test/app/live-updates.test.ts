import { connect, type Socket } from 'node:net';
import { liveMessage, type LiveMessage } from '@watchroom/contract';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { adminToken, anAlert, anIncident, pluginToken, startApi, type TestApi } from './api-kit.js';

let api: TestApi;
beforeEach(async () => {
  api = await startApi({});
});
afterEach(() => api.close());

/** Reads messages of a stream one by one; null at its end. */
const reader = (response: Response) => {
  const chunks = (response.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  return async (): Promise<LiveMessage | null> => {
    for (;;) {
      const end = text.indexOf('\n\n');
      if (end >= 0) {
        const block = text.slice(0, end);
        text = text.slice(end + 2);
        if (block.startsWith('data: ')) {
          return liveMessage.decode(JSON.parse(block.slice(6)) as never);
        }
        continue;
      }
      const { value, done } = await chunks.read();
      if (done) {
        return null;
      }
      text += value;
    }
  };
};

test('says hello and then what changed, to a Viewer', async () => {
  const response = await api.ask('/api/v1/events', { token: await pluginToken() });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  const next = reader(response);
  expect(await next()).toEqual({ type: 'hello', version: '1.2.3' });
  api.hub.publish({ type: 'changes', alerts: [anAlert({ version: 1 })], incidents: [] });
  api.hub.publish({ type: 'changes', alerts: [anAlert({ version: 2 })], incidents: [anIncident()] });
  expect(await next()).toEqual({ type: 'changes', alerts: [anAlert({ version: 2 })], incidents: [anIncident()] });
  api.hub.publish({ type: 'resync' });
  expect(await next()).toEqual({ type: 'resync' });
});

test('needs a token', async () => {
  expect((await api.ask('/api/v1/events', { token: null })).status).toBe(401);
});

test('a message that does not fit its schema becomes a resync', async () => {
  const next = reader(await api.ask('/api/v1/events'));
  await next();
  api.hub.publish({ type: 'changes', alerts: [anAlert({ eventCount: 0.5 })], incidents: [] });
  expect(await next()).toEqual({ type: 'resync' });
  expect(api.logs.join('')).toContain('does not fit its schema');
});

test('ends when the companion stops, and refuses newcomers then', async () => {
  const next = reader(await api.ask('/api/v1/events'));
  await next();
  api.events.close();
  expect(await next()).toBeNull();
  expect((await api.ask('/api/v1/events')).status).toBe(503);
});

test('a reader that went away is forgotten', async () => {
  const leave = new AbortController();
  const response = await api.ask('/api/v1/events', { signal: leave.signal });
  await reader(response)();
  expect(await api.registry.getSingleMetricAsString('watchroom_live_readers')).toContain('watchroom_live_readers 1');
  leave.abort();
  await vi.waitFor(async () =>
    expect(await api.registry.getSingleMetricAsString('watchroom_live_readers')).toContain('watchroom_live_readers 0')
  );
});

test('a slow reader gets a resync instead of a backlog', async () => {
  const { port } = new URL(api.url);
  const socket: Socket = await new Promise((resolve) => {
    const opened: Socket = connect(Number(port), '127.0.0.1', () => resolve(opened));
  });
  let received = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    received += text;
  });
  socket.write(`GET /api/v1/events HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${adminToken}\r\n\r\n`);
  await vi.waitFor(() => expect(received).toContain('"hello"'));
  socket.pause();
  const sent = 40;
  const publish = (count: number) =>
    api.hub.publish({
      type: 'anomalies',
      anomalies: [
        {
          id: `n${count}-`,
          detector: 'd',
          seriesId: 's',
          metric: 'm',
          labels: {},
          startsAt: 0,
          endsAt: null,
          direction: 'up',
          score: 1,
          value: 1,
          expected: null,
          lower: null,
          upper: null,
          reason: 'x'.repeat(1024 * 1024),
        },
      ],
    });
  for (let count = 0; count < sent; count++) {
    publish(count);
    await new Promise(setImmediate);
  }
  socket.resume();
  await vi.waitFor(() => expect(received).toContain('"type":"resync"'), 5000);
  const got = received.match(/"id":"n\d+-"/g)?.length ?? 0;
  expect(got).toBeLessThan(sent);
  publish(sent);
  await vi.waitFor(() => expect(received.slice(received.indexOf('resync'))).toContain(`"id":"n${sent}-"`), 5000);
  socket.destroy();
});
