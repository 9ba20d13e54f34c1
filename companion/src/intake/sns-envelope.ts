import { createVerify, X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { HttpProblem } from '../http/http-problem.js';
import { text, word } from './payload-fields.js';
import type { SenderWorld } from './sender.js';

/** What Amazon SNS posts (its documentation: "Message and JSON formats"). */
export const snsEnvelope = z.looseObject({
  Type: z.enum(['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation']),
  MessageId: word,
  TopicArn: word,
  Message: z.string().max(1_048_576),
  Timestamp: word,
  Subject: text.nullish(),
  Token: text.optional(),
  SubscribeURL: text.optional(),
  SignatureVersion: z.enum(['1', '2']),
  Signature: text,
  SigningCertURL: text,
});
export type SnsEnvelope = z.output<typeof snsEnvelope>;

/** Hosts of SNS in all regions, China's included. */
export const snsHost = /^sns\.[a-z]{2}(?:-[a-z]+){1,3}-\d{1,2}\.amazonaws\.com(?:\.cn)?$/;

const signedKeys = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
  UnsubscribeConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
} as const;

/** The text that SNS signs: names and values of some fields, a line each. */
export const signedText = (envelope: SnsEnvelope): string =>
  signedKeys[envelope.Type]
    .flatMap((key) => (typeof envelope[key] === 'string' ? [`${key}\n${envelope[key]}\n`] : []))
    .join('');

/** SNS tries for an hour at most; what is older was caught and sent again. */
const maxAgeMs = 65 * 60_000;
const maxCertificates = 20;
const keptMs = 86_400_000;

const refuse = (detail: string): never => {
  throw new HttpProblem(403, 'Not from Amazon SNS', { detail });
};

/**
 * Makes the check of SNS' signatures, version 1 (SHA-1) and 2 (SHA-256). Certificates come from Amazon's own hosts over TLS and are
 * kept for a day.
 *
 * @throws {HttpProblem} 403 where the signature, the certificate or the time is not right.
 */
export const createSnsCheck = (): ((envelope: SnsEnvelope, world: SenderWorld) => Promise<void>) => {
  const kept = new Map<string, { certificate: X509Certificate; until: number }>();

  const certificateAt = async (url: string, world: SenderWorld): Promise<X509Certificate> => {
    const now = world.now();
    const known = kept.get(url);
    if (known && known.until > now) {
      return known.certificate;
    }
    const pem = await world.get(url, snsHost, 'certificate');
    let certificate: X509Certificate;
    try {
      certificate = new X509Certificate(pem);
    } catch {
      return refuse('SigningCertURL: holds no certificate');
    }
    kept.delete(url);
    kept.set(url, { certificate, until: now + keptMs });
    for (const oldest of kept.keys()) {
      if (kept.size <= maxCertificates) {
        break;
      }
      kept.delete(oldest);
    }
    return certificate;
  };

  return async (envelope, world) => {
    const { SigningCertURL: url, SignatureVersion: version, Signature: signature, Timestamp: timestamp } = envelope;
    if (!(Math.abs(world.now() - Date.parse(timestamp)) <= maxAgeMs)) {
      refuse('Timestamp: is more than an hour off');
    }
    const certificate = await certificateAt(url, world);
    const now = world.now();
    if (now < Date.parse(certificate.validFrom) || now > Date.parse(certificate.validTo)) {
      refuse('SigningCertURL: the certificate is not valid now');
    }
    const verify = createVerify(version === '1' ? 'RSA-SHA1' : 'RSA-SHA256').update(signedText(envelope), 'utf8');
    if (!verify.verify(certificate.publicKey, signature, 'base64')) {
      refuse('Signature: does not fit the message');
    }
  };
};
