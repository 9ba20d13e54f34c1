import { createHmac } from 'node:crypto';
import type { ChangeEvent } from '@watchroom/contract';
import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { changesAt, genericChange, githubPush, githubStatus } from '../../test/changes/payloads.js';
import { manualClock } from '../clock.js';
import type { SenderSettings } from '../config/sender-settings.js';
import { HttpProblem } from '../http/http-problem.js';
import { InvalidPayload } from '../intake/sender.js';
import { StoreUnavailable } from '../stores/alert-store.js';
import { changeIntakeRoutes } from './change-routes.js';

const secret = 'a secret of both';
const settings: SenderSettings = {
  type: 'github-changes',
  options: { secret, signatureHeader: null, timestampHeader: null, topics: [] },
  generic: null,
};

const kit = (senders: SenderSettings[] = []) => {
  const saved: ChangeEvent[] = [];
  const failing = { now: false };
  const registry = new Registry();
  const store = {
    save: (changes: readonly ChangeEvent[]) => {
      saved.push(...changes);
      return failing.now ? Promise.reject(new StoreUnavailable('down')) : Promise.resolve();
    },
  };
  const routes = changeIntakeRoutes({ store, senders, clock: manualClock(changesAt), registry });
  const send = (path: string, payload: unknown, headers: Record<string, string> = {}, trusted = true) => {
    const route = routes.find((one) => one.path === path);
    const body = Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload));
    return route ? route.receive(body, headers, trusted) : Promise.reject(new Error(`no ${path}`));
  };
  return { saved, failing, registry, routes, send };
};

const signed = (payload: unknown, event: string) => ({
  'x-github-event': event,
  'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(JSON.stringify(payload)).digest('hex')}`,
});
const status = (wanted: number) => (error: unknown) => error instanceof HttpProblem && error.status === wanted;

describe('intake of changes', () => {
  it('stores before it answers, and counts', async () => {
    const { saved, send, registry, failing } = kit();
    expect(await send('/intake/changes', genericChange)).toEqual({ status: 200, body: { accepted: 1 } });
    expect(saved).toMatchObject([{ title: 'Flag new-prices on', source: 'generic' }]);
    failing.now = true;
    await expect(send('/intake/changes', genericChange)).rejects.toBeInstanceOf(StoreUnavailable);
    expect(await registry.metrics()).toContain('changes_received_total{source="generic",kind="flag"} 1');
  });

  it('keeps the latest of several words on one change', async () => {
    const { saved, send } = kit();
    const at = (updatedAt: string, title: string) => ({ ...genericChange, updatedAt, title });
    await send('/intake/changes', [at('2026-11-23T04:59:00Z', 'late'), at('2026-11-23T04:58:00Z', 'early')]);
    expect(saved.map(({ title }) => title)).toEqual(['late']);
  });

  it("takes GitHub's signature instead of a token, and refuses a wrong one from anybody", async () => {
    const { saved, send, routes } = kit([settings]);
    expect(routes.filter(({ provesItself }) => provesItself).map(({ path }) => path)).toEqual([
      '/intake/github-changes',
    ]);
    const payload = githubStatus('success');
    const headers = signed(payload, 'deployment_status');
    expect(await send('/intake/github-changes', payload, headers, false)).toMatchObject({ status: 200 });
    expect(saved).toHaveLength(1);
    await expect(send('/intake/github-changes', githubPush, headers, true)).rejects.toSatisfy(status(401));
    await expect(send('/intake/github-changes', payload, {}, true)).rejects.toSatisfy(status(401));
    await expect(send('/intake/argocd-changes', {}, {}, false)).rejects.toSatisfy(status(401));
    expect(saved).toHaveLength(1);
  });

  it('says what is wrong', async () => {
    const { send } = kit();
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    await expect(send('/intake/github-changes', 'payload=%7B%7D', form)).rejects.toThrow('choose application/json');
    await expect(send('/intake/changes', '{')).rejects.toBeInstanceOf(InvalidPayload);
    await expect(send('/intake/changes', {})).rejects.toThrow('title: is missing');
  });
});
