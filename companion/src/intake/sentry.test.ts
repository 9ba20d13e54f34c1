import { describe, expect, it } from 'vitest';
import { stampEvent } from '../pipeline/fingerprint.js';
import { senderConformance } from './sender.conformance.js';
import { sentry } from './sentry.js';
import { payloadAt, testdata } from '../../test/intake/testdata.js';

const receivedAt = payloadAt + 5000;
const issue = (change: object = {}) => {
  const payload = testdata('sentry-issue') as { data: { issue: object } };
  return { ...payload, data: { issue: { ...payload.data.issue, ...change } } };
};

senderConformance(sentry, {
  receivedAt,
  payloads: ['sentry-issue', 'sentry-issue-resolved', 'sentry-event-alert', 'sentry-metric-alert', 'sentry-legacy'].map(
    testdata
  ),
  invalid: [
    ['a list', [], 'body'],
    ['data of nothing known', { action: 'created', data: {} }, 'data'],
    ['an issue without id', issue({ id: undefined }), 'data.issue.id'],
    ['a legacy payload without id', { ...testdata('sentry-legacy'), id: null }, 'id'],
  ],
  sameAlert: [testdata('sentry-issue'), testdata('sentry-event-alert')],
});

const only = (payload: unknown) => {
  const [event] = sentry.parse(payload, receivedAt);
  return event;
};

describe('Sentry', () => {
  it('an issue, its events and the older plugin tell of one alert', () => {
    const prints = ['sentry-issue', 'sentry-issue-resolved', 'sentry-event-alert', 'sentry-legacy'].map((name) =>
      sentry.parse(testdata(name), receivedAt).map((event) => stampEvent('sentry', event, 1, 0).event.fingerprint)
    );
    expect(new Set(prints.flat()).size).toBe(1);
  });

  it('takes name, severity, project, times and link', () => {
    expect(only(testdata('sentry-issue'))).toMatchObject({
      name: 'TypeError: total is undefined',
      status: 'firing',
      severity: 'high',
      senderCount: 3,
      labels: { project: 'cart', service: 'cart', issue: 'CART-2F' },
      links: [{ url: 'https://shop.sentry.example/issues/4711/' }],
      startsAt: Date.parse('2026-11-23T04:58:00.123Z'),
    });
    expect(only(testdata('sentry-event-alert'))).toMatchObject({
      labels: { browser: 'Firefox 140', region: 'eu-1', environment: 'prod' },
      annotations: { rule: 'Errors of the cart' },
    });
  });

  it('a resolved issue resolves, an archived one is acknowledged, an unresolved one fires', () => {
    expect(only(testdata('sentry-issue-resolved'))).toMatchObject({ status: 'resolved', endsAt: receivedAt });
    expect(only({ ...issue(), action: 'archived' })).toMatchObject({
      status: 'firing',
      triage: { action: 'acknowledge', by: 'sentry' },
    });
    expect(only({ ...issue({ status: 'resolved' }), action: 'unresolved' })).toMatchObject({ status: 'firing' });
  });

  it('a metric alert is its rule, as severe as its action says', () => {
    const payload = testdata('sentry-metric-alert');
    expect(only(payload)).toMatchObject({
      name: 'Too many errors',
      severity: 'critical',
      identity: ['metric_alert', '7'],
    });
    expect(only({ ...payload, action: 'resolved' })).toMatchObject({ status: 'resolved' });
  });

  it('passes over hooks that tell of no alert', () => {
    expect(sentry.parse({ action: 'created', data: { installation: { uuid: 'x' } } }, receivedAt)).toEqual([]);
  });
});
