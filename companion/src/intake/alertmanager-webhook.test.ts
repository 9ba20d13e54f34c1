import { describe, expect, it } from 'vitest';
import { t0 } from '../../test/intake/builders.js';
import { cartLabels, iso, webhook } from '../../test/intake/fixtures.js';
import { alertmanagerWebhook } from './alertmanager-webhook.js';
import { senderConformance } from './sender.conformance.js';

const reversed = Object.fromEntries(Object.entries(cartLabels).reverse());
const broken = (change: (alert: Record<string, unknown>) => void, at = 0): unknown => {
  const payload = webhook({}, {}, {}, {});
  change((payload['alerts'] as Array<Record<string, unknown>>)[at] ?? {});
  return payload;
};

senderConformance(alertmanagerWebhook, {
  receivedAt: t0,
  payloads: [
    webhook({}),
    webhook({}, { status: 'resolved', labels: { instance: 'b' } }),
    webhook({ labels: { severity: '' } }),
  ],
  invalid: [
    ['another version', { ...webhook({}), version: '5' }, 'version'],
    ['no version', { alerts: [] }, 'version'],
    ['a version of another type', { ...webhook({}), version: 4 }, 'version'],
    ['alerts that are no list', { ...webhook({}), alerts: {} }, 'alerts'],
    ['no alerts', { version: '4' }, 'alerts'],
    ['an alert without labels', broken((alert) => delete alert['labels'], 3), 'alerts[3].labels'],
    ['an alert without a name', broken((alert) => (alert['labels'] = { job: 'x' }), 3), 'alerts[3].labels.alertname'],
    ['a label that is a number', broken((alert) => (alert['labels'] = { alertname: 'A', n: 1 })), 'alerts[0].labels.n'],
    ['a status of its own', broken((alert) => (alert['status'] = 'pending'), 1), 'alerts[1].status'],
    ['a start that is no time', broken((alert) => (alert['startsAt'] = 'yesterday')), 'alerts[0].startsAt'],
    ['a list', [webhook({})], 'body'],
    ['text', 'firing', 'body'],
  ],
  sameAlert: [webhook({}), webhook({ labels: reversed, annotations: { summary: 'other words' } })],
});

describe('Alertmanager webhook', () => {
  it('reads an alert', () => {
    expect(alertmanagerWebhook.parse(webhook({}), t0)).toMatchObject([
      {
        name: 'HighErrorRate',
        status: 'firing',
        severity: 'warning',
        variant: 'warning',
        summary: 'Cart answers with errors',
        description: '7.2 % of requests fail',
        startsAt: t0,
        endsAt: null,
        labels: cartLabels,
        links: [
          { title: 'Runbook', url: 'https://runbooks.example/cart' },
          { title: 'Rule in Prometheus' },
          { title: 'Alertmanager', url: 'http://alertmanager.example:9093' },
        ],
      },
    ]);
  });

  it('is the same alert at another severity', () => {
    const [warning, critical] = alertmanagerWebhook.parse(webhook({}, { labels: { severity: 'page' } }), t0);
    expect(critical?.identity).toEqual(warning?.identity);
    expect(critical).toMatchObject({ severity: 'critical', variant: 'page' });
  });

  it('takes no link that a browser would run', () => {
    const payload = webhook({ annotations: { runbook_url: 'javascript:alert(1)' } });
    expect(alertmanagerWebhook.parse(payload, t0)[0]?.links.map(({ title }) => title)).not.toContain('Runbook');
  });

  it('reads times with nanoseconds and offsets', () => {
    const payload = webhook({ status: 'resolved', startsAt: '2026-11-23T04:00:00.123456789+01:00', endsAt: iso(90) });
    expect(alertmanagerWebhook.parse(payload, t0)).toMatchObject([{ startsAt: t0 + 123, endsAt: t0 + 90_000 }]);
  });
});
