import { problem, routes } from '@watchroom/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adminToken, anAlert, now, pluginSecret, pluginToken, startApi, type TestApi } from './api-kit.js';

let api: TestApi;
const seen: string[] = [];
beforeAll(async () => {
  api = await startApi({
    handlers: {
      getAlert: ({ identity }) => {
        seen.push(`${identity.sub}/${identity.role}`);
        return Promise.resolve(anAlert());
      },
      triageAlert: ({ identity }) => {
        seen.push(`${identity.sub}/${identity.role}`);
        return Promise.resolve(anAlert());
      },
    },
  });
});
afterAll(() => api.close());

const view = (token: string | null) => api.ask('/api/v1/alerts/f00d', { token });
const triage = (token: string | null) =>
  api.ask('/api/v1/alerts/f00d/triage', { token, method: 'POST', body: JSON.stringify({ action: 'acknowledge' }) });

const detailOf = async (response: Response): Promise<string> => {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const document = problem.parse(await response.json());
  expect(document.status).toBe(response.status);
  return document.detail ?? '';
};

describe('roles', () => {
  test.each([
    ['Viewer', 200, 403],
    ['Editor', 200, 200],
    ['Admin', 200, 200],
  ])('%s', async (role, mayView, mayTriage) => {
    const token = await pluginToken({ role });
    expect((await view(token)).status).toBe(mayView);
    expect((await triage(token)).status).toBe(mayTriage);
  });

  test('a refusal says which role is needed, before the body is read', async () => {
    const response = await api.ask('/api/v1/alerts/f00d/triage', {
      token: await pluginToken(),
      method: 'POST',
      body: '{broken',
    });
    expect(response.status).toBe(403);
    expect(await detailOf(response)).toBe('This needs the role Editor; ann has the role Viewer');
  });

  test('the admin token is an Admin; the plugin says who its user is', async () => {
    seen.length = 0;
    await triage(adminToken);
    await triage(await pluginToken({ sub: 'bob', role: 'Editor' }));
    expect(seen).toEqual(['token/Admin', 'bob/Editor']);
  });
});

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const claims = { sub: 'ann', name: '', org: '1', role: 'Admin', aud: 'watchroom', iat: now / 1000 };
const minute = 60_000;

describe('refused with 401', () => {
  test.each<[string, () => string | null | Promise<string>, RegExp]>([
    ['no token', () => null, /Send a token/],
    ['another token', () => 'admin-token-for-tests-', /not the one of this companion/],
    ['a prefix of the token', () => adminToken.slice(0, -1), /not the one of this companion/],
    [
      'another secret',
      () => pluginToken({}, { secret: 'another-secret-of-some-length' }),
      /WATCHROOM_PLUGIN_SECRET differ/,
    ],
    ['another audience', () => pluginToken({}, { audience: 'grafana' }), /not for "watchroom"/],
    ['an old token', () => pluginToken({}, { issuedAt: now - 5 * minute - 31_000 }), /too old/],
    ['a token of the future', () => pluginToken({}, { issuedAt: now + 31_000 }), /claim "iat"/],
    ['a token past its own end', () => pluginToken({ exp: now / 1000 - 31 }), /too old/],
    ['HS512', () => pluginToken({}, { alg: 'HS512' }), /not signed with HS256/],
    ['alg none', () => `${encoded({ alg: 'none' })}.${encoded(claims)}.`, /not signed with HS256|not valid/],
    [
      'alg none with a signature',
      () => `${encoded({ alg: 'none' })}.${encoded(claims)}.eA`,
      /not signed with HS256|not valid/,
    ],
    ['no role', () => pluginToken({ role: undefined }), /claims: role/],
    ['an unknown role', () => pluginToken({ role: 'Root' }), /claims: role/],
    ['no user', () => pluginToken({ sub: undefined }), /claims: sub/],
    ['rubbish', () => 'a.b.c', /not valid/],
  ])('%s', async (_name, token, detail) => {
    seen.length = 0;
    const response = await triage(await token());
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
    const said = await detailOf(response);
    expect(said).toMatch(detail);
    expect(said).not.toContain(pluginSecret);
    expect(seen).toEqual([]);
  });

  test('another scheme', async () => {
    const response = await api.ask('/api/v1/alerts/f00d', { token: null, headers: { authorization: 'Basic YTpi' } });
    expect(response.status).toBe(401);
  });
});

test('tokens within age and tolerance are taken', async () => {
  expect((await view(await pluginToken({}, { issuedAt: now - 5 * minute - 29_000 }))).status).toBe(200);
  expect((await view(await pluginToken({}, { issuedAt: now + 29_000 }))).status).toBe(200);
});

test('every route of the contract needs a token', async () => {
  for (const { method, path } of [...Object.values(routes), { method: 'GET', path: '/api/v1/events' }]) {
    const response = await api.ask(path.replaceAll(/\{\w+\}/g, 'x'), { method, token: null });
    expect([path, response.status]).toEqual([path, 401]);
  }
});

test('tokens are in no log', async () => {
  const token = await pluginToken();
  await view(token);
  await view(adminToken);
  const logs = api.logs.join('');
  expect(logs).toContain('"user":"ann"');
  expect(logs).not.toContain(token);
  expect(logs).not.toContain(adminToken);
});
