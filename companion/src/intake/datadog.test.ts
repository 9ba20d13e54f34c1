import { describe, expect, it } from 'vitest';
import { datadog } from './datadog.js';
import { senderConformance } from './sender.conformance.js';
import { payloadAt, testdata } from '../../test/intake/testdata.js';

const alert = (change: object = {}) => ({ ...testdata('datadog'), ...change });

senderConformance(datadog, {
  receivedAt: payloadAt,
  payloads: ['datadog', 'datadog-recovered'].map(testdata),
  invalid: [
    ['no monitor', alert({ monitor_id: undefined }), 'monitor_id'],
    ['an unknown transition', alert({ alert_transition: 'Changed' }), 'alert_transition'],
    ['an empty title', alert({ title: ' ' }), 'title'],
    ['tags that are a number', alert({ tags: 3 }), 'tags'],
  ],
  sameAlert: [alert(), alert({ scopes: 'env:prod,host:cart-1', body: 'other', tags: '' })],
});

describe('Datadog', () => {
  it('takes name, priority, tags and times', () => {
    expect(datadog.parse(alert(), payloadAt + 9)).toMatchObject([
      {
        name: 'Cart is slow',
        status: 'firing',
        severity: 'high',
        labels: { env: 'prod', host: 'cart-1', service: 'cart', team: 'shop', monitor: '1234567' },
        startsAt: payloadAt,
      },
    ]);
  });

  it('recovery resolves; without a priority the transition and the type tell', () => {
    expect(datadog.parse(testdata('datadog-recovered'), payloadAt)).toMatchObject([
      { name: 'Cart is slow', status: 'resolved', endsAt: payloadAt + 600_000 },
    ]);
    expect(datadog.parse(alert({ severity: '', alert_transition: 'Warn' }), payloadAt)).toMatchObject([
      { severity: 'warning' },
    ]);
    expect(datadog.parse(alert({ severity: null }), payloadAt)).toMatchObject([{ severity: 'high' }]);
  });
});
