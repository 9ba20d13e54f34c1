import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { HttpProblem } from '../http/http-problem.js';

const hash = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();

const loopback = /^(?:::ffff:)?127\.\d+\.\d+\.\d+$|^::1$/;

/**
 * Whether a request comes straight from this machine. One that passed a proxy or was made by a browser's page does not: the proxy's
 * caller may be anywhere, and so may be who wrote the page.
 */
const isLocal = ({ socket, headers }: IncomingMessage): boolean =>
  loopback.test(socket.remoteAddress ?? '') &&
  headers.forwarded === undefined &&
  headers['x-forwarded-for'] === undefined &&
  headers.origin === undefined;

/** The secret of `Authorization: Bearer <token>`, the password of `Basic`, or what Alerta's clients send: `Key <token>` or `X-API-Key`. */
const presented = ({ authorization, 'x-api-key': key }: IncomingHttpHeaders): string | null => {
  const [, scheme, value] = /^(bearer|basic|key) +(\S+) *$/i.exec(authorization ?? '') ?? [];
  if (scheme === undefined || value === undefined) {
    return typeof key === 'string' ? key : null;
  }
  if (scheme.toLowerCase() !== 'basic') {
    return value;
  }
  const decoded = Buffer.from(value, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  return colon === -1 ? null : decoded.slice(colon + 1);
};

export interface SenderAuth {
  /** Whether a request comes from this machine or holds one of the tokens. */
  trusts(request: IncomingMessage): boolean;
  isToken(secret: string): boolean;
}

/** What is answered to who has no token: 401. */
export const noToken = (): HttpProblem =>
  new HttpProblem(401, 'No valid token', {
    detail:
      'Senders that are not on this machine need a token: Authorization: Bearer <token>, or the password of Basic',
  });

/** Makes the check of who may send: this machine freely, others with one of the tokens. */
export const createSenderAuth = (tokens: readonly string[]): SenderAuth => {
  const hashes = tokens.filter((token) => token !== '').map(hash);
  const isToken = (secret: string): boolean => {
    const given = hash(secret);
    return hashes.map((known) => timingSafeEqual(known, given)).includes(true);
  };
  return {
    isToken,
    trusts: (request) => {
      if (isLocal(request)) {
        return true;
      }
      const secret = presented(request.headers);
      return secret !== null && isToken(secret);
    },
  };
};
