import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { alertmanagerAlert, alertmanagerGroup } from '@watchroom/contract';
import { z } from 'zod';
import type { App } from '../../src/app.js';
import { ask, sendAlerts, startApp, temporaryFolder, untilReady } from './app-kit.js';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let app: App;
beforeAll(async () => {
  folder = await temporaryFolder();
  app = await startApp(folder.path);
  await untilReady(app);
  await sendAlerts(app, [
    { name: 'CartSlow', labels: { service: 'cart', zone: 'a' } },
    { name: 'CartDown', labels: { service: 'cart', zone: 'b' } },
    { name: 'MailSlow', labels: { service: 'mail' } },
    { name: 'Over', labels: { service: 'old' } },
  ]);
  await sendAlerts(app, [{ name: 'Over', labels: { service: 'old' }, status: 'resolved' }]);
  await vi.waitFor(async () => expect(await names('/api/v2/alerts')).toHaveLength(3), 10_000);
}, 60_000);
afterAll(async () => {
  await app.stop();
  await folder.remove();
}, 20_000);

const alerts = async (path: string) => z.array(alertmanagerAlert).parse(await (await ask(app, path)).json());
const names = async (path: string) => (await alerts(path)).map(({ labels }) => labels['alertname']).sort();

it('gives firing alerts in the shape of the published API', async () => {
  const [mail] = await alerts('/api/v2/alerts?filter=service%3D%22mail%22');
  expect(mail).toMatchObject({
    fingerprint: expect.stringMatching(/^[0-9a-f]+$/),
    labels: { alertname: 'MailSlow', service: 'mail', severity: 'critical' },
    annotations: { summary: 'MailSlow happened' },
    receivers: [{ name: 'watchroom' }],
    generatorURL: 'http://prometheus:9090/graph',
    status: { state: 'active', silencedBy: [], inhibitedBy: [], mutedBy: [] },
  });
  expect(Date.parse(mail?.endsAt ?? '')).toBeGreaterThan(Date.now());
  expect(await names('/api/v2/alerts?filter=service%3Dcart&filter=zone!~b')).toEqual(['CartSlow']);
  expect(await names('/api/v2/alerts?active=false')).toEqual([]);
  expect(await names('/api/v2/alerts?receiver=pager')).toEqual([]);
  const wrong = await ask(app, '/api/v2/alerts?filter=%7Bservice');
  expect(wrong.status).toBe(400);
});

it('groups them by incident', async () => {
  const groups = z.array(alertmanagerGroup).parse(await (await ask(app, '/api/v2/alerts/groups')).json());
  const shown = groups.map(({ labels, alerts: members }) => [labels['service'], members.length]).sort();
  expect(shown).toEqual([
    ['cart', 2],
    ['mail', 1],
  ]);
  expect(new Set(groups.map(({ labels }) => labels['incident'])).size).toBe(2);
});

it('tells a silenced one by its silence, and leaves it out where that is asked', async () => {
  const now = Date.now();
  const made = await ask(app, '/api/v2/silences', {
    method: 'POST',
    body: JSON.stringify({
      matchers: [{ name: 'service', value: 'mail', isRegex: false, isEqual: true }],
      startsAt: new Date(now).toISOString(),
      endsAt: new Date(now + 3_600_000).toISOString(),
      createdBy: 'ann',
      comment: 'quiet',
    }),
  });
  const { silenceID } = (await made.json()) as { silenceID: string };
  await vi.waitFor(
    async () =>
      expect((await alerts('/api/v2/alerts?filter=service%3Dmail'))[0]?.status).toEqual({
        state: 'suppressed',
        silencedBy: [silenceID],
        inhibitedBy: [],
        mutedBy: [],
      }),
    10_000
  );
  expect(await names('/api/v2/alerts?silenced=false')).toEqual(['CartDown', 'CartSlow']);
});

it('answers what clients ask first, and still takes what senders post there', async () => {
  expect(await (await ask(app, '/api/v2/status')).json()).toMatchObject({ cluster: { status: 'disabled' } });
  expect(await (await ask(app, '/api/v2/receivers')).json()).toEqual([{ name: 'watchroom' }]);
  const posted = await ask(app, '/api/v2/alerts', {
    method: 'POST',
    body: JSON.stringify([{ labels: { alertname: 'Posted', service: 'new' } }]),
  });
  expect(posted.status).toBe(200);
  expect((await ask(app, '/api/v2/alerts', { method: 'DELETE' })).status).toBe(405);
  expect((await fetch(`${app.url}/api/v2/alerts`)).status).toBe(401);
});
