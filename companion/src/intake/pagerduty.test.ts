import { describe, expect, it } from 'vitest';
import { pagerduty } from './pagerduty.js';
import { senderConformance } from './sender.conformance.js';
import { payloadAt, testdata } from '../../test/intake/testdata.js';

const trigger = (payload: object = {}, change: object = {}) => {
  const given = testdata('pagerduty-trigger') as { payload: object };
  return { ...given, ...change, payload: { ...given.payload, ...payload } };
};

senderConformance(pagerduty, {
  receivedAt: payloadAt,
  payloads: ['pagerduty-trigger', 'pagerduty-acknowledge', 'pagerduty-resolve'].map(testdata),
  invalid: [
    ['an unknown action', trigger({}, { event_action: 'page' }), 'event_action'],
    ['no routing key', trigger({}, { routing_key: undefined }), 'routing_key'],
    ['no summary', trigger({ summary: '' }), 'payload.summary'],
    ['a severity of its own', trigger({ severity: 'high' }), 'payload.severity'],
    ['a resolve of nothing', { ...testdata('pagerduty-resolve'), dedup_key: undefined }, 'dedup_key'],
  ],
  sameAlert: [trigger(), trigger({ summary: 'other words', custom_details: 'none' })],
});

describe('PagerDuty events', () => {
  it('takes what a trigger says', () => {
    expect(pagerduty.parse(trigger(), payloadAt + 1)).toMatchObject([
      {
        name: 'Disk of cart-1 is 97 % full',
        severity: 'critical',
        labels: { source: 'cart-1.eu', component: 'cart', group: 'shop', class: 'disk' },
        annotations: { free: '3 %', inodes: '12', mounts: '["/","/var"]' },
        links: [{ title: 'Shop monitoring' }, { title: 'Runbook' }, { title: 'Disk' }],
        startsAt: payloadAt,
        endsAt: null,
      },
    ]);
  });

  it('acknowledge and resolve name the alert and leave its content alone', () => {
    const [triggered] = pagerduty.parse(trigger(), payloadAt);
    const [acknowledged] = pagerduty.parse(testdata('pagerduty-acknowledge'), payloadAt);
    const [resolved] = pagerduty.parse(testdata('pagerduty-resolve'), payloadAt);
    expect(acknowledged).toMatchObject({
      bare: true,
      triage: { action: 'acknowledge' },
      identity: triggered?.identity,
    });
    expect(resolved).toMatchObject({ bare: true, status: 'resolved', identity: triggered?.identity });
  });

  it('answers with the key, and gives one where there was none', () => {
    expect(pagerduty.answer?.(trigger(), [], { body: Buffer.alloc(0), headers: {} })).toEqual({
      status: 202,
      body: { status: 'success', message: 'Event processed', dedup_key: 'cart/disk' },
    });
    const keyless = trigger({}, { dedup_key: undefined });
    const [event] = pagerduty.parse(keyless, payloadAt);
    const answer = pagerduty.answer?.(keyless, [], { body: Buffer.alloc(0), headers: {} });
    expect(answer?.body).toMatchObject({ dedup_key: event?.identity[1] });
  });
});
