import { createHmac } from 'node:crypto';
import type { RouteBody, RouteName, RouteQuery } from '@watchroom/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { senderMapping } from '../../src/config/generic-sender-schema.js';
import type { SenderSettings } from '../../src/config/sender-settings.js';
import { senders } from '../../src/intake/registry.js';
import { testdata } from './testdata.js';
import { createEnrich } from '../../src/pipeline/enrich.js';
import { ada, openDesk, type DeskKit } from './desk-kit.js';
import { webhook } from './fixtures.js';

const options = { secret: null, signatureHeader: null, timestampHeader: null, topics: [] };
const withSecret = (type: string, more: Partial<SenderSettings['options']> = {}): SenderSettings => ({
  type,
  options: { ...options, secret: 's3cret of both', ...more },
  generic: null,
});
const crm: SenderSettings = {
  type: 'generic',
  options,
  generic: { name: 'crm', mapping: senderMapping.parse({ name: 'headline', identity: ['key'], severity: 'level' }) },
};
const sign = (text: string): string => createHmac('sha256', 's3cret of both').update(text).digest('hex');
/** What makes a request come from elsewhere. */
const elsewhere = { 'x-forwarded-for': '203.0.113.9' };

let desk: DeskKit;
beforeEach(async () => {
  desk = await openDesk({
    tokens: ['token-of-the-senders'],
    senders: [withSecret('sentry'), withSecret('grafana', { timestampHeader: 'X-Stamp' }), crm],
    stages: { enrich: createEnrich([{ name: 'team', matchers: [], override: false, set: { team: 'shop' } }]) },
  });
});
afterEach(() => desk.close());

const ask = <N extends RouteName>(
  name: N & keyof DeskKit['intake']['handlers'],
  given: { params?: Record<string, string>; query?: Partial<RouteQuery<N>>; body?: Partial<RouteBody<N>> } = {}
) => {
  const handler = desk.intake.handlers[name] as (request: object) => Promise<unknown>;
  return handler({ params: {}, query: { limit: 100 }, identity: ada, ...given }) as ReturnType<
    DeskKit['intake']['handlers'][typeof name]
  >;
};

describe('signatures', () => {
  const post = (path: string, body: unknown, signed: (text: string) => Record<string, string>) => {
    const text = JSON.stringify(body);
    return desk.post(path, text, { ...elsewhere, ...signed(text) });
  };

  it('let a sender in without a token, and are asked of everybody once a secret is set', async () => {
    const issue = testdata('sentry-issue');
    const good = await post('/intake/sentry', issue, (text) => ({ 'sentry-hook-signature': sign(text) }));
    expect(good.status).toBe(200);
    const wrong = await post('/intake/sentry', issue, (text) => ({ 'sentry-hook-signature': sign(`${text} `) }));
    expect([wrong.status, await wrong.text()]).toEqual([
      401,
      expect.stringContaining('Sentry-Hook-Signature is missing or does not fit') as string,
    ]);
    expect((await desk.post('/intake/sentry', issue)).status).toBe(401);
  });

  it('of Grafana may hold a time, which must be of now', async () => {
    const body = { version: '1', alerts: [{ status: 'firing', labels: { alertname: 'A' } }] };
    const at = (seconds: number) => (text: string) => {
      const stamp = String(Math.floor(desk.clock.now() / 1000) + seconds);
      return { 'x-stamp': stamp, 'x-grafana-alerting-signature': sign(`${stamp}:${text}`) };
    };
    expect((await post('/intake/grafana', body, at(-10))).status).toBe(200);
    expect((await post('/intake/grafana', body, at(-400))).status).toBe(401);
    expect(
      (await post('/intake/grafana', body, (text) => ({ 'x-grafana-alerting-signature': sign(text) }))).status
    ).toBe(401);
  });
});

describe("PagerDuty's protocol", () => {
  const send = (name: string, change: object = {}, headers = {}) =>
    desk.post('/v2/enqueue', { ...testdata(name), ...change }, headers);

  it('trigger, acknowledge and resolve act on one alert, whose content stays', async () => {
    expect([await send('pagerduty-acknowledge')].map(({ status }) => status)).toEqual([202]);
    const answer = await send('pagerduty-trigger');
    expect([answer.status, await answer.json()]).toEqual([
      202,
      { status: 'success', message: 'Event processed', dedup_key: 'cart/disk' },
    ]);
    await desk.settled();
    expect(await desk.listed()).toMatchObject([{ name: 'Disk of cart-1 is 97 % full', triage: 'open', eventCount: 1 }]);
    await send('pagerduty-acknowledge');
    await desk.settled();
    const content = {
      name: 'Disk of cart-1 is 97 % full',
      severity: 'critical',
      labels: { component: 'cart', team: 'shop' },
      service: 'cart',
    };
    expect(await desk.listed()).toMatchObject([
      { ...content, triage: 'acknowledged', triageBy: 'pagerduty', status: 'firing' },
    ]);
    await send('pagerduty-resolve');
    await desk.settled();
    const [resolved] = await desk.listed();
    expect(resolved).toMatchObject({
      ...content,
      status: 'resolved',
      enrichedBy: [{ rule: 'team', set: [{ field: 'team', value: 'shop' }] }],
    });
    expect(await desk.kinds({ alertId: resolved?.id ?? '' })).toEqual(
      expect.arrayContaining(['fired', 'acknowledged', 'resolved'])
    );
  });

  it('its routing key may be the token, and is not kept with what was refused', async () => {
    const key = { routing_key: 'token-of-the-senders' };
    expect((await send('pagerduty-trigger', {}, elsewhere)).status).toBe(401);
    expect((await send('pagerduty-trigger', key, elsewhere)).status).toBe(202);
    const refused = await send('pagerduty-trigger', { ...key, event_action: 'page' }, elsewhere);
    expect([refused.status, await refused.json()]).toEqual([
      400,
      {
        status: 'invalid event',
        message: expect.any(String) as string,
        errors: [expect.stringContaining('event_action') as string],
      },
    ]);
    await desk.intake.settled();
    const [kept] = (await ask('listRejections')).items;
    const detail = await ask('getRejection', { params: { id: kept?.id ?? '' } });
    expect(detail.payload).toContain('[secret ');
    expect(JSON.stringify(detail)).not.toContain('token-of-the-senders');
  });
});

describe('rejected payloads', () => {
  const reject = async (body: unknown, headers = {}) => {
    await desk.post('/intake/generic/crm', body, headers);
    await desk.intake.settled();
    return (await ask('listRejections')).items;
  };

  it('are kept with error and payload, without secrets of headers', async () => {
    const [kept] = await reject(
      { key: 1 },
      { authorization: 'Bearer token-of-the-senders', cookie: 'a=b', 'user-agent': 'crm' }
    );
    expect(kept).toMatchObject({ sender: 'generic:crm', status: 400, replayable: true, errors: [{ field: 'name' }] });
    const detail = await ask('getRejection', { params: { id: kept?.id ?? '' } });
    expect(detail).toMatchObject({
      payload: '{"key":1}',
      headers: { 'content-type': 'application/json', 'user-agent': 'crm' },
    });
    expect(Object.keys(detail.headers)).toEqual(['content-type', 'user-agent']);
    expect(await desk.registry.metrics()).toContain(
      'watchroom_intake_rejections_total{sender="generic:crm",kept="true"} 1'
    );
    const crmInfo = (await ask('listSenders')).items.find(({ name }) => name === 'generic:crm');
    expect(crmInfo).toMatchObject({ paths: ['/intake/generic/crm'], kind: 'generic', rejected: 1, kept: 1, events: 0 });
  });

  it('can be replayed after a fix, and say what is still wrong before', async () => {
    const [kept] = await reject({ key: 1, level: 'high' });
    const params = { id: kept?.id ?? '' };
    await expect(ask('replayRejection', { params })).rejects.toMatchObject({
      status: 409,
      options: { errors: [{ field: 'name' }] },
    });
    expect((await ask('listRejections')).items).toMatchObject([{ triedAt: desk.clock.now() }]);
    const dir = desk.dir;
    await desk.close({ keep: true });
    const fixed: SenderSettings = {
      ...crm,
      generic: { name: 'crm', mapping: senderMapping.parse({ name: '"Alarm " & key', severity: 'level' }) },
    };
    desk = await openDesk({ dir, senders: [fixed] });
    expect(await ask('replayRejection', { params })).toEqual({ accepted: 1 });
    await desk.settled();
    expect(await desk.listed()).toMatchObject([{ name: 'Alarm 1', severity: 'high', sender: 'generic:crm' }]);
    expect((await ask('listRejections')).items).toEqual([]);
    await expect(ask('replayRejection', { params })).rejects.toMatchObject({ status: 404 });
  });

  it('can be discarded, one or all of a sender', async () => {
    const [kept] = await reject({});
    await reject({ key: 2 });
    await desk.post('/intake/alertmanager', { ...webhook({}), version: '3' });
    await desk.intake.settled();
    expect(await ask('discardRejection', { params: { id: kept?.id ?? '' } })).toMatchObject({ id: kept?.id });
    await expect(ask('getRejection', { params: { id: kept?.id ?? '' } })).rejects.toMatchObject({ status: 404 });
    expect(await ask('discardRejections', { query: { sender: 'generic:crm' } })).toEqual({ discarded: 1 });
    expect((await ask('listRejections')).items).toMatchObject([
      { sender: 'alertmanager', errors: [{ field: 'version' }] },
    ]);
  });

  it('are bounded: a flood is counted, not kept; a large one is kept in part', async () => {
    for (let round = 0; round < 60; round++) {
      await desk.post('/intake/generic/crm', '{}');
    }
    await desk.intake.settled();
    expect(await ask('listRejections')).toMatchObject({ leftOut: 10, items: { length: 50 } });
    desk.clock.advance(3_600_000);
    const [large] = await reject(JSON.stringify({ text: 'x'.repeat(300_000) }));
    expect(large).toMatchObject({ replayable: false, bytes: 300_011 });
    await expect(ask('replayRejection', { params: { id: large?.id ?? '' } })).rejects.toMatchObject({ status: 409 });
  });
});

describe('the API about senders', () => {
  it('describes each with a JSON schema', async () => {
    const { items } = await ask('listSenders');
    expect(items.map(({ name }) => name)).toEqual([...senders.map(({ name }) => name), 'generic:crm']);
    expect(items.find(({ name }) => name === 'sentry')).toMatchObject({
      signature: 'checked',
      signatureHeader: 'Sentry-Hook-Signature',
    });
    expect(await ask('getSender', { params: { name: 'alerta' } })).toMatchObject({
      jsonSchema: { type: 'object' },
      paths: ['/intake/alerta', '/alert', '/api/alert'],
    });
    await expect(ask('getSender', { params: { name: 'pigeon' } })).rejects.toMatchObject({ status: 404 });
  });

  it('tries a mapping or a sender out on a payload and stores nothing', async () => {
    const preview = (body: object) =>
      ask('previewSender', { body: { sender: null, mapping: null, headers: {}, ...body } as never });
    const payload = '{"a": {"b": "Disk"}, "s": "ok"}';
    expect(await preview({ mapping: 'name: a.b\nstatus: s\n', payload })).toMatchObject({
      errors: [],
      events: [{ name: 'Disk', status: 'resolved', identity: ['Disk'] }],
    });
    expect(await preview({ mapping: 'nome: a.b\n', payload })).toMatchObject({
      events: [],
      errors: [{ field: 'mapping.name' }, { field: 'mapping' }],
    });
    expect(await preview({ mapping: 'name: [', payload })).toMatchObject({ errors: [{ field: 'mapping, line 1' }] });
    expect(await preview({ mapping: 'name: a.b\n', payload: '{' })).toMatchObject({ errors: [{ field: 'body' }] });
    expect(await preview({ sender: 'alerta', payload: JSON.stringify(testdata('alerta')) })).toMatchObject({
      events: [{ name: 'HttpServerError' }],
    });
    expect(await desk.store.lastSeq()).toBe(0);
  });
});

it('alerts that a sender left out of its payload are counted', async () => {
  await desk.post('/intake/alertmanager', { ...webhook({}), truncatedAlerts: 7 });
  expect(await desk.registry.metrics()).toContain('watchroom_intake_truncated_alerts_total{sender="alertmanager"} 7');
});

it("Alerta's clients are greeted, and get an alert back", async () => {
  expect(await (await fetch(`${desk.url}/config`)).json()).toMatchObject({ auth_required: false });
  const answer = await desk.post('/api/alert', testdata('alerta'), {
    ...elsewhere,
    authorization: 'Key token-of-the-senders',
  });
  expect(answer.status).toBe(201);
  await desk.settled();
  const [alert] = await desk.listed();
  expect(await answer.json()).toMatchObject({
    status: 'ok',
    id: alert?.id,
    alert: { resource: 'web01', status: 'open', severity: 'major' },
  });
  const refused = await desk.post('/alert', { event: 'x' });
  expect([refused.status, await refused.json()]).toMatchObject([
    400,
    { status: 'error', message: expect.stringContaining('resource') as string },
  ]);
});
