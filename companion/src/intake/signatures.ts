import { createHmac, timingSafeEqual } from 'node:crypto';
import type { SenderRequest, Signature } from './sender.js';

/** How far a signed time may be off; a request that is caught and sent again later is refused. */
const maxSkewMs = 5 * 60_000;

const headerOf = ({ headers }: SenderRequest, name: string): string | null => {
  const value = headers[name.toLowerCase()];
  return typeof value === 'string' ? value.trim() : null;
};

const same = (given: string, wanted: string): boolean => {
  const a = Buffer.from(given.toLowerCase(), 'utf8');
  const b = Buffer.from(wanted, 'utf8');
  return a.length === b.length && timingSafeEqual(a, b);
};

const withinSkew = (stamp: string, now: number): boolean => {
  const seconds = Number(stamp);
  return stamp !== '' && Number.isFinite(seconds) && Math.abs(seconds * 1000 - now) <= maxSkewMs;
};

/**
 * HMAC-SHA256 of the raw body, in hex, with or without `sha256=` before it. Where the options name a header of a time (seconds of the
 * epoch), `<time>:<body>` is signed, as Grafana does, and times more than five minutes off are refused.
 */
export const hmacSha256 = (defaultHeader: string): Signature => ({
  header: defaultHeader,
  verify: (request, secret, options, now) => {
    const given = headerOf(request, options.signatureHeader ?? defaultHeader);
    if (given === null) {
      return false;
    }
    const hmac = createHmac('sha256', secret);
    if (options.timestampHeader !== null) {
      const stamp = headerOf(request, options.timestampHeader) ?? '';
      if (!withinSkew(stamp, now)) {
        return false;
      }
      hmac.update(`${stamp}:`);
    }
    return same(given.replace(/^sha256=/i, ''), hmac.update(request.body).digest('hex'));
  },
});
