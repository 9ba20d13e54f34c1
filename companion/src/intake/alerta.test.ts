import { describe, expect, it } from 'vitest';
import { alerta } from './alerta.js';
import { senderConformance } from './sender.conformance.js';
import { payloadAt, testdata } from '../../test/intake/testdata.js';

const alert = (change: object = {}) => ({ ...testdata('alerta'), ...change });

senderConformance(alerta, {
  receivedAt: payloadAt,
  payloads: ['alerta', 'alerta-ok'].map(testdata),
  invalid: [
    ['no resource', alert({ resource: undefined }), 'resource'],
    ['an empty event', alert({ event: '' }), 'event'],
    ['an unknown severity', alert({ severity: 'bad' }), 'severity'],
    ['a service that is no list', alert({ service: 'cart' }), 'service'],
    ['a timeout that is text', alert({ timeout: 'soon' }), 'timeout'],
  ],
  sameAlert: [
    alert(),
    alert({ text: 'other', tags: ['canary', 'region:eu-1'], correlate: ['HttpServerOK', 'HttpServerError'] }),
  ],
});

describe('Alerta', () => {
  it('takes labels of resource, service and tags; a timeout ends it', () => {
    expect(alerta.parse(alert(), payloadAt)).toMatchObject([
      {
        name: 'HttpServerError',
        severity: 'high',
        summary: 'Cart answers with 502',
        labels: {
          resource: 'web01',
          environment: 'Production',
          service: 'shop',
          services: 'shop,cart',
          region: 'eu-1',
          canary: 'true',
        },
        links: [{ title: 'Runbook', url: 'https://runbooks.example/cart' }],
        endsAt: payloadAt + 3_600_000,
      },
    ]);
  });

  it('counts the first and its duplicates, as a server that forwards it tells', () => {
    expect(alerta.parse(alert({ duplicateCount: 4 }), payloadAt)[0]).toMatchObject({ senderCount: 5 });
    expect(alerta.parse(alert(), payloadAt)[0]).not.toHaveProperty('senderCount');
  });

  it('what correlates and is normal resolves the alert', () => {
    const [fired] = alerta.parse(alert(), payloadAt);
    const [ok] = alerta.parse(testdata('alerta-ok'), payloadAt);
    expect(ok).toMatchObject({ status: 'resolved', identity: fired?.identity });
  });
});
