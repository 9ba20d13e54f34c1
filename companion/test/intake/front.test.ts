import { request, type IncomingMessage } from 'node:http';
import { gzipSync } from 'node:zlib';
import { problem } from '@watchroom/contract';
import { afterEach, describe, expect, it } from 'vitest';
import { createSenderAuth } from '../../src/intake/sender-auth.js';
import { openDesk, type DeskKit } from './desk-kit.js';
import { webhook } from './fixtures.js';

let desk: DeskKit;
afterEach(() => desk.close());

const refused = async (answer: Response) => {
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  const body = problem.parse(await answer.json());
  expect(body.status).toBe(answer.status);
  return { status: answer.status, fields: body.errors?.map(({ field }) => field), detail: body.detail };
};

const path = '/intake/alertmanager';

/** A request in pieces, with headers as they are. */
const raw = (headers: Record<string, string>, pieces: Buffer[]): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const sent = request(`${desk.url}${path}`, { method: 'POST', headers }, (response: IncomingMessage) => {
      let text = '';
      response
        .on('data', (chunk: Buffer) => (text += chunk.toString()))
        .on('end', () => {
          resolve({ status: response.statusCode ?? 0, text });
        });
    });
    sent.on('error', reject);
    pieces.forEach((piece) => sent.write(piece));
    sent.end();
  });

describe('what the front refuses', () => {
  it.each([
    ['a field of the wrong type', { ...webhook({}), alerts: 'none' }, 400, ['alerts']],
    ['an alert without labels', { version: '4', alerts: [{ status: 'firing' }] }, 400, ['alerts[0].labels']],
    ['an unknown version', { ...webhook({}), version: '3' }, 400, ['version']],
    ['text that is not JSON', '{"version": "4", secret}', 400, ['body']],
    ['nothing', '', 400, ['body']],
    ['invalid UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d]), 400, ['body']],
  ])('%s', async (_, body, status, fields) => {
    desk = await openDesk();
    expect(await refused(await desk.post(path, body))).toMatchObject({ status, fields });
    expect(await desk.store.lastSeq()).toBe(0);
    expect(desk.logged.join('')).toContain('Refused: Invalid payload');
    expect(desk.logged.join('')).not.toContain('secret');
    expect(await desk.registry.metrics()).toContain(`watchroom_intake_requests_total{path="${path}",status="400"} 1`);
  });

  it('takes all of a payload or nothing', async () => {
    desk = await openDesk();
    const payload = webhook({}, {});
    (payload['alerts'] as Array<Record<string, unknown>>)[1] = { status: 'firing', labels: {} };
    expect(await refused(await desk.post(path, payload))).toMatchObject({ fields: ['alerts[1].labels.alertname'] });
    expect(await desk.store.lastSeq()).toBe(0);
  });

  it('10 MB, announced, in chunks, or packed', async () => {
    desk = await openDesk();
    const large = Buffer.alloc(10 * 1024 * 1024, ' ');
    expect(await refused(await desk.post(path, large))).toMatchObject({ status: 413, fields: ['body'] });
    const chunks = Array.from({ length: 10 }, () => Buffer.alloc(1024 * 1024, ' '));
    const chunked = await raw({ 'transfer-encoding': 'chunked' }, chunks);
    expect([chunked.status, JSON.parse(chunked.text)]).toMatchObject([413, { errors: [{ field: 'body' }] }]);
    const packed = await desk.post(path, gzipSync(large), { 'content-encoding': 'gzip' });
    expect(await refused(packed)).toMatchObject({ status: 413 });
    expect((await desk.post(path, webhook({}))).status).toBe(200);
  });

  it('more than fits in memory at once', async () => {
    desk = await openDesk({ maxInFlightBytes: 1000 });
    const answer = await desk.post(path, 'x'.repeat(2000));
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(await refused(answer)).toMatchObject({ status: 503 });
    expect(await desk.registry.metrics()).toContain('watchroom_intake_in_flight_bytes 0');
  });

  it('another method and an unknown encoding', async () => {
    desk = await openDesk();
    const got = await fetch(`${desk.url}${path}`);
    expect(got.headers.get('allow')).toBe('POST');
    expect(await refused(got)).toMatchObject({ status: 405 });
    expect(await refused(await desk.post(path, webhook({}), { 'content-encoding': 'br' }))).toMatchObject({
      status: 415,
    });
    const broken = await desk.post(path, 'not gzip', { 'content-encoding': 'gzip' });
    expect(await refused(broken)).toMatchObject({ status: 400, fields: ['body'] });
  });

  it('leaves other paths alone', async () => {
    desk = await openDesk();
    expect(await (await desk.post('/intake/alertmanager/', {})).text()).toBe('not intake');
    expect((await desk.post(`${path}?source=eu`, webhook({}))).status).toBe(200);
  });
});

describe('what the front takes', () => {
  it('gzip', async () => {
    desk = await openDesk();
    const packed = gzipSync(JSON.stringify(webhook({})));
    const answer = await desk.post(path, packed, { 'content-encoding': 'gzip' });
    expect([answer.status, await answer.json()]).toEqual([200, { accepted: 1 }]);
  });

  it('other routes, whose faults it hides', async () => {
    desk = await openDesk({
      routes: [
        {
          method: 'POST',
          path: '/echo',
          maxBytes: 10,
          receive: (body) => Promise.resolve({ status: 202, body: body.length }),
        },
        { method: 'POST', path: '/bug', maxBytes: 10, receive: () => Promise.reject(new Error('token=secret')) },
        { method: 'POST', path: '/none', maxBytes: 10, receive: () => Promise.resolve({ status: 204 }) },
      ],
    });
    const echoed = await desk.post('/echo', 'abc');
    expect([echoed.status, await echoed.json()]).toEqual([202, 3]);
    expect((await desk.post('/none', 'abc')).status).toBe(204);
    expect(JSON.stringify(await refused(await desk.post('/bug', 'abc')))).not.toContain('secret');
  });
});

describe('who may send', () => {
  it('a proxied request or one from a browser needs a token', async () => {
    desk = await openDesk({ tokens: ['s3cret', 'other'] });
    const proxied = { 'x-forwarded-for': '127.0.0.1' };
    const without = await desk.post(path, webhook({}), proxied);
    expect(without.headers.get('www-authenticate')).toContain('Bearer');
    expect(await refused(without)).toMatchObject({ status: 401 });
    const withToken = (authorization: string) => desk.post(path, webhook({}), { ...proxied, authorization });
    expect((await withToken('Bearer wrong')).status).toBe(401);
    expect((await withToken('Bearer s3cret')).status).toBe(200);
    expect((await withToken(`Basic ${btoa('any:other')}`)).status).toBe(200);
    expect((await withToken(`Basic ${btoa('s3cret')}`)).status).toBe(401);
    expect((await desk.post(path, webhook({}), { origin: 'http://evil.example' })).status).toBe(401);
    expect(desk.logged.join('')).not.toContain('s3cret');
  });

  it('other machines need a token, whatever they say of themselves', async () => {
    desk = await openDesk();
    const from = (remoteAddress: string, headers = {}) => ({ socket: { remoteAddress }, headers }) as IncomingMessage;
    const { trusts } = createSenderAuth(['t']);
    for (const local of ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1']) {
      expect(trusts(from(local))).toBe(true);
    }
    for (const remote of ['10.0.0.1', '::ffff:10.0.0.1', 'fe80::1', '']) {
      expect(trusts(from(remote, { host: 'localhost' }))).toBe(false);
      expect(trusts(from(remote, { authorization: 'Bearer t' }))).toBe(true);
      expect(trusts(from(remote, { authorization: 'Key t' }))).toBe(true);
      expect(trusts(from(remote, { 'x-api-key': 't' }))).toBe(true);
    }
    expect(createSenderAuth(['']).trusts(from('10.0.0.1', { authorization: 'Bearer  ' }))).toBe(false);
  });
});
