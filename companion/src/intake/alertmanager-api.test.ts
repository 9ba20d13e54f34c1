import { describe, expect, it } from 'vitest';
import { t0 } from '../../test/intake/builders.js';
import { cartLabels, iso, posted } from '../../test/intake/fixtures.js';
import { alertmanagerApi } from './alertmanager-api.js';
import { senderConformance } from './sender.conformance.js';

const reversed = Object.fromEntries(Object.entries(cartLabels).reverse());

senderConformance(alertmanagerApi, {
  receivedAt: t0,
  payloads: [posted({}), posted({}, { labels: { instance: 'b' }, endsAt: iso(-1) }), [{ labels: { alertname: 'A' } }]],
  invalid: [
    ['an object', { alerts: posted({}) }, 'body'],
    ['an alert without labels', [...posted({}), {}], '[1].labels'],
    ['an alert without a name', [{ labels: { job: 'x' } }], '[0].labels.alertname'],
    ['an empty name', [{ labels: { alertname: '' } }], '[0].labels.alertname'],
    ['an end that is a number', [{ labels: { alertname: 'A' }, endsAt: 12 }], '[0].endsAt'],
  ],
  sameAlert: [posted({}), posted({ labels: reversed, annotations: {} })],
});

describe('Alertmanager API', () => {
  const only = (payload: unknown, receivedAt = t0) => {
    const [event] = alertmanagerApi.parse(payload, receivedAt);
    if (!event) {
      throw new Error('no event');
    }
    return event;
  };

  it('fires while its end is ahead, has resolved once it has passed', () => {
    expect(only(posted({ endsAt: iso(240) }))).toMatchObject({ status: 'firing', endsAt: t0 + 240_000 });
    expect(only(posted({ endsAt: iso(-10), startsAt: iso(-600) }))).toMatchObject({
      status: 'resolved',
      endsAt: t0 - 10_000,
      startsAt: t0 - 600_000,
    });
  });

  it('gives an alert without end five minutes, as Alertmanager does', () => {
    expect(only([{ labels: { alertname: 'A' } }])).toMatchObject({ startsAt: t0, endsAt: t0 + 300_000 });
  });
});
