import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
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

/** The secret of `Authorization: Bearer <token>`, or the password of `Basic`. */
const presented = (authorization: string | undefined): string | null => {
  const [, scheme, value] = /^(bearer|basic) +(\S+) *$/i.exec(authorization ?? '') ?? [];
  if (scheme === undefined || value === undefined) {
    return null;
  }
  if (scheme.toLowerCase() === 'bearer') {
    return value;
  }
  const decoded = Buffer.from(value, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  return colon === -1 ? null : decoded.slice(colon + 1);
};

/**
 * Makes the check of who may send: this machine freely, others with one of the tokens.
 *
 * @throws {HttpProblem} 401
 */
export const createSenderAuth = (tokens: readonly string[]): ((request: IncomingMessage) => void) => {
  const hashes = tokens.filter((token) => token !== '').map(hash);
  return (request) => {
    if (isLocal(request)) {
      return;
    }
    const secret = presented(request.headers.authorization);
    const given = secret === null ? null : hash(secret);
    const matches = given !== null && hashes.map((known) => timingSafeEqual(known, given)).includes(true);
    if (!matches) {
      throw new HttpProblem(401, 'No valid token', {
        detail:
          'Senders that are not on this machine need a token: Authorization: Bearer <token>, or the password of Basic',
      });
    }
  };
};
