import { describe, expect, it } from 'vitest';
import { HttpProblem } from '../http/http-problem.js';
import { cloudevents } from './cloudevents.js';
import { senderConformance } from './sender.conformance.js';
import { payloadAt, testdata } from '../../test/intake/testdata.js';

const event = (change: object = {}) => ({ ...testdata('cloudevents'), ...change });

senderConformance(cloudevents, {
  receivedAt: payloadAt,
  payloads: ['cloudevents', 'cloudevents-batch'].map(testdata),
  invalid: [
    ['another version', event({ specversion: '0.3' }), 'specversion'],
    ['no source', event({ source: '' }), 'source'],
    ['no type', event({ type: undefined }), 'type'],
    ['a batch with a wrong event', [testdata('cloudevents'), { specversion: '1.0' }], '[1].id'],
  ],
  sameAlert: [event(), event({ id: 'other', data: { labels: { shard: 3, team: 'shop' } } })],
});

describe('CloudEvents', () => {
  it('takes what extensions and data say', () => {
    expect(cloudevents.parse(event(), payloadAt + 9)).toMatchObject([
      {
        name: 'Disk is full',
        severity: 'high',
        labels: {
          source: 'https://shop.example/cart',
          subject: 'cart-1',
          type: 'com.shop.disk.full',
          team: 'shop',
          shard: '3',
        },
        startsAt: payloadAt,
      },
    ]);
  });

  it('the end of the type, or a status in data, resolves', () => {
    const batch = cloudevents.parse(testdata('cloudevents-batch'), payloadAt);
    expect(batch).toMatchObject([
      { status: 'resolved', identity: ['/cart', 'com.shop.disk.full', 'cart-1'], endsAt: payloadAt + 600_000 },
      { status: 'resolved', severity: 'warning', name: 'Queue' },
    ]);
  });

  it('reads binary mode from headers, percent-encoded', () => {
    const headers = {
      'ce-specversion': '1.0',
      'ce-id': '1',
      'ce-source': '/cart',
      'ce-type': 'com.shop.disk.full',
      'ce-subject': 'k%C3%B6ln',
      'content-type': 'application/json',
    };
    const payload = cloudevents.read?.({ body: Buffer.from('{"severity":"fatal"}'), headers });
    expect(cloudevents.parse(payload, payloadAt)).toMatchObject([
      { severity: 'critical', labels: { subject: 'köln' } },
    ]);
    const packed = event({
      data: undefined,
      data_base64: Buffer.from('{"severity":"fatal"}').toString('base64'),
      severitytext: undefined,
    });
    expect(cloudevents.parse(packed, payloadAt)).toMatchObject([{ severity: 'critical' }]);
  });

  it('refuses formats other than JSON', () => {
    const headers = { 'content-type': 'application/cloudevents+avro' };
    expect(() => cloudevents.read?.({ body: Buffer.from('x'), headers })).toThrow(HttpProblem);
  });
});
