import { HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { anAlert } from '../../test/kit/fixtures';
import { answer, on, refuse, server } from '../../test/kit/server';
import { ApiProblem } from './apiProblem';
import { call, queryString, resourceUrl } from './client';

const failureOf = async (promise: Promise<unknown>): Promise<ApiProblem> => {
  const error: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason
  );
  if (!(error instanceof ApiProblem)) {
    throw new Error(`No ApiProblem but ${String(error)}`);
  }
  return error;
};

describe('call', () => {
  it('encodes times in the body and decodes them in the answer', async () => {
    let sent: unknown;
    server.use(
      on('triageAlert', async ({ request, params }) => {
        sent = await request.json();
        return answer('triageAlert', anAlert(String(params.id), { snoozedUntil: 60_000 }));
      })
    );
    const alert = await call('triageAlert', { params: { id: 'a/b' }, body: { action: 'snooze', until: 60_000 } });
    expect(sent).toEqual({ action: 'snooze', until: '1970-01-01T00:01:00.000Z' });
    expect(alert.id).toBe('a/b');
    expect(alert.snoozedUntil).toBe(60_000);
  });

  it('puts a refusal in words', async () => {
    server.use(on('getAlert', () => refuse(403, 'Not permitted', 'This needs the role Editor; yours is Viewer')));
    const problem = await failureOf(call('getAlert', { params: { id: 'a' } }));
    expect(problem.kind).toBe('forbidden');
    expect(problem.sentence).toBe('Your role does not allow this: This needs the role Editor; yours is Viewer');
  });

  it.each([
    [401, 'unauthenticated'],
    [404, 'not-found'],
    [409, 'conflict'],
    [422, 'invalid'],
    [502, 'unreachable'],
    [503, 'unavailable'],
    [500, 'unexpected'],
  ])('tells %i apart as %s, always with something to do', async (status, kind) => {
    server.use(on('status', () => HttpResponse.json({ message: 'from Grafana' }, { status })));
    const problem = await failureOf(call('status'));
    expect(problem.kind).toBe(kind);
    expect(problem.detail).toBe('from Grafana');
    expect(problem.remedy).not.toBe('');
  });

  it('takes the backend’s advice where it could not reach the companion', async () => {
    server.use(on('status', () => refuse(502, 'Nothing answers', 'Start the companion.')));
    const problem = await failureOf(call('status'));
    expect(problem.detail).toBe('Nothing answers');
    expect(problem.remedy).toBe('Start the companion.');
  });

  it('says so where Grafana itself is away', async () => {
    server.use(on('status', () => HttpResponse.error()));
    expect((await failureOf(call('status'))).kind).toBe('unreachable');
  });

  it('refuses an answer of another version', async () => {
    server.use(on('status', () => HttpResponse.json({ version: 7 })));
    expect((await failureOf(call('status'))).detail).toContain('differ in version');
  });
});

it('addresses resources with escaped parameters', () => {
  expect(resourceUrl('getAlert', { params: { id: 'a/b' } })).toBe(
    '/api/plugins/watchroom-aiops-app/resources/api/v1/alerts/a%2Fb'
  );
  expect(() => resourceUrl('getAlert', {})).toThrow('needs id');
});

it('writes lists as repeated parameters and leaves out what is empty', () => {
  expect(queryString({ a: ['x', 'y'], b: undefined, c: '', d: 5, e: [] })).toBe('a=x&a=y&d=5');
  expect(queryString({ a: ['x,y'] })).toBe('a=x%2Cy&a=x%2Cy');
});
