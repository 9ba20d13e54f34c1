import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeList, serviceGraph } from '@watchroom/contract';
import type { App } from '../../src/app.js';
import { ask, startApp, temporaryFolder, untilReady } from '../app/app-kit.js';

const minute = 60_000;

describe('changes and traces through the whole companion', { timeout: 30_000 }, () => {
  let app: App;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  const now = Date.now();
  const window = `from=${new Date(now - 10 * minute).toISOString()}&to=${new Date(now + minute).toISOString()}`;

  beforeAll(async () => {
    folder = await temporaryFolder();
    app = await startApp(folder.path);
    await untilReady(app);
  }, 30_000);
  afterAll(async () => {
    await app.stop();
    await folder.remove();
  });

  it('stores a change once, however often it is sent, and lists it', async () => {
    const change = {
      id: '7',
      title: 'Deploy cart 1.4',
      kind: 'deploy',
      service: 'cart',
      at: new Date(now).toISOString(),
    };
    for (let times = 0; times < 2; times++) {
      expect((await ask(app, '/intake/changes', { method: 'POST', body: JSON.stringify(change) })).status).toBe(200);
    }
    const list = async (more: string) =>
      changeList.decode((await (await ask(app, `/api/v1/changes?${window}${more}`)).json()) as never);
    expect(await list('')).toMatchObject({ total: 1, services: ['cart'], items: [{ title: change.title, at: now }] });
    expect(await list('&service=web')).toMatchObject({ total: 0, items: [], sources: ['generic'] });
    expect((await ask(app, '/api/v1/changes?from=x&to=y')).status).toBe(400);
    const wrong = await ask(app, '/intake/changes', { method: 'POST', body: '{"kind":"deploy"}' });
    expect([wrong.status, await wrong.json()]).toMatchObject([400, { errors: [{ field: 'title' }] }]);
  });

  it('makes a graph of spans that were sent with gzip', async () => {
    const nano = (ms: number) => `${ms}000000`;
    const span = (service: string, spanId: string, kind: number, parentSpanId: string) => ({
      resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
      scopeSpans: [
        {
          spans: [
            {
              traceId: '5b8efff798038103d269b633813fc60c',
              spanId,
              parentSpanId,
              name: 'GET',
              kind,
              startTimeUnixNano: nano(now - 100),
              endTimeUnixNano: nano(now),
            },
          ],
        },
      ],
    });
    for (const part of [
      span('cart', 'eee19b7ec3c1b175', 2, 'eee19b7ec3c1b174'),
      span('web', 'eee19b7ec3c1b174', 3, ''),
    ]) {
      const body = gzipSync(JSON.stringify({ resourceSpans: [part] }));
      const headers = { 'content-encoding': 'gzip' };
      expect((await ask(app, '/v1/traces', { method: 'POST', body, headers })).status).toBe(200);
    }
    const answer = await ask(app, `/api/v1/service-graph?${window}`);
    const graph = serviceGraph.decode((await answer.json()) as never);
    expect(graph.edges).toMatchObject([
      { caller: 'web', callee: 'cart', origins: ['spans'], figures: { calls: 1, meanMs: 100, maxMs: 100 } },
    ]);
    const samples = await ask(app, `/api/v1/service-graph/samples?${window}&caller=web`);
    expect(await samples.json()).toMatchObject({ items: [{ callee: 'cart', operation: 'GET', durationMs: 100 }] });
  });
});
