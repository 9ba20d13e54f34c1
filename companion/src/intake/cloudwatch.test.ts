import { createSign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { cloudwatch } from './cloudwatch.js';
import { senderConformance } from './sender.conformance.js';
import type { SenderWorld } from './sender.js';
import { signedText, snsHost, type SnsEnvelope } from './sns-envelope.js';
import { payloadAt, testdata } from '../../test/intake/testdata.js';
import { testCertificate, testKey } from '../../test/intake/testdata/certificate.js';

const alarm = (change: object = {}) => ({ ...testdata('cloudwatch-alarm'), ...change });
const envelope = (change: object = {}) => ({ ...testdata('cloudwatch-notification'), ...change });

senderConformance(cloudwatch, {
  receivedAt: payloadAt,
  payloads: ['cloudwatch-alarm', 'cloudwatch-notification'].map(testdata),
  invalid: [
    ['no name', alarm({ AlarmName: '' }), 'AlarmName'],
    ['an unknown state', alarm({ NewStateValue: 'BAD' }), 'NewStateValue'],
    ['a message that is no JSON', envelope({ Message: 'hello' }), 'Message'],
    ['a message that is no alarm', envelope({ Message: '{}' }), 'Message.AlarmName'],
  ],
  sameAlert: [alarm(), envelope()],
});

describe('CloudWatch', () => {
  it('takes name, dimensions, region, time and link of an alarm', () => {
    expect(cloudwatch.parse(alarm(), payloadAt + 9)).toMatchObject([
      {
        status: 'firing',
        severity: 'critical',
        labels: { LoadBalancer: 'app/cart/50dc6c495c0c9188', region: 'eu-west-1', account: '123456789012' },
        links: [{ url: expect.stringContaining('https://eu-west-1.console.aws.amazon.com/') as string }],
        startsAt: payloadAt,
      },
    ]);
    expect(cloudwatch.parse(envelope(), payloadAt)).toMatchObject([
      { status: 'resolved', endsAt: payloadAt + 600_000 },
    ]);
    expect(cloudwatch.parse(alarm({ NewStateValue: 'INSUFFICIENT_DATA' }), payloadAt)).toMatchObject([
      { status: 'firing', severity: 'unknown', labels: { state: 'no data' } },
    ]);
  });
});

describe("SNS' envelope", () => {
  const topic = 'arn:aws:sns:eu-west-1:123456789012:alarms';
  const asked: string[] = [];
  const world: SenderWorld = {
    now: () => Date.parse('2027-01-01T05:10:00Z'),
    get: (url, allowed) => {
      if (!allowed.test(new URL(url).hostname)) {
        return Promise.reject(new Error('not allowed'));
      }
      asked.push(url);
      return Promise.resolve(url.endsWith('.pem') ? testCertificate : 'confirmed');
    },
  };
  const signed = (change: object = {}) => {
    const given = { ...envelope(), Timestamp: '2027-01-01T05:10:00.123Z', ...change } as unknown as SnsEnvelope;
    const algorithm = given.SignatureVersion === '1' ? 'RSA-SHA1' : 'RSA-SHA256';
    return { ...given, Signature: createSign(algorithm).update(signedText(given)).sign(testKey, 'base64') };
  };
  const check = (payload: object, { trusted = false, topics = [topic] } = {}) =>
    cloudwatch.check?.(
      { body: Buffer.from(JSON.stringify(payload)), headers: {} },
      { trusted, world, options: { secret: null, signatureHeader: null, timestampHeader: null, topics } }
    );

  it.each(['1', '2'])('is let in by signature %s and topic, its certificate fetched once', async (SignatureVersion) => {
    asked.length = 0;
    const certificate = `https://sns.eu-west-1.amazonaws.com/${SignatureVersion}.pem`;
    const payload = signed({ SignatureVersion, SigningCertURL: certificate });
    expect(await check(payload)).toEqual({ proven: true, answer: null });
    expect(await check(payload, { topics: [] })).toEqual({ proven: false, answer: null });
    expect(asked).toEqual([certificate]);
  });

  it('is refused where anything of it was changed, is old, or its certificate is elsewhere', async () => {
    await expect(check({ ...signed(), Message: '{"AlarmName":"x"}' })).rejects.toThrow('does not fit');
    await expect(check(signed({ Timestamp: '2026-11-22T05:10:00.123Z' }))).rejects.toThrow('more than an hour');
    await expect(check(signed({ SigningCertURL: 'https://evil.example/a.pem' }))).rejects.toThrow('not allowed');
  });

  it('a subscription is confirmed for a known topic or with a token, not else', async () => {
    asked.length = 0;
    const SubscribeURL = 'https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription';
    const confirmation = signed({ Type: 'SubscriptionConfirmation', Subject: undefined, Token: '2336', SubscribeURL });
    expect(await check(confirmation, { topics: [] })).toEqual({ proven: false, answer: null });
    expect(asked).not.toContain(SubscribeURL);
    expect(await check(confirmation)).toMatchObject({ proven: true, answer: { body: { confirmed: true } } });
    expect(asked.at(-1)).toBe(SubscribeURL);
    expect(await check(confirmation, { topics: [], trusted: true })).toMatchObject({
      answer: { body: { confirmed: true } },
    });
  });

  it.each([
    ['sns.eu-west-1.amazonaws.com', true],
    ['sns.cn-north-1.amazonaws.com.cn', true],
    ['sns.us-gov-west-1.amazonaws.com', true],
    ['sns.eu-west-1.amazonaws.com.evil.example', false],
    ['sns.evil.amazonaws.com', false],
    ['evil.sns.eu-west-1.amazonaws.com', false],
  ])('host %s: %s', (host, allowed) => {
    expect(snsHost.test(host)).toBe(allowed);
  });
});
