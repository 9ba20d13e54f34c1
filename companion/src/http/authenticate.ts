import { createHash, timingSafeEqual } from 'node:crypto';
import { identityClaims, type Identity } from '@watchroom/contract';
import { errors, jwtVerify, type JWTPayload } from 'jose';
import type { Clock } from '../clock.js';
import { HttpProblem } from './http-problem.js';

/** Says who sent an `Authorization` header; throws `HttpProblem` 401 where it can't be told. */
export type Authenticate = (authorization: string | undefined) => Promise<Identity>;

export const tokenAudience = 'watchroom';
const maxTokenAgeSeconds = 300;
const clockToleranceSeconds = 30;

const unauthorized = (detail: string): HttpProblem => new HttpProblem(401, 'Not signed in', { detail });

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Why a token was refused, in words that help to mend it and tell nothing of the secret. */
const refusal = (error: unknown): string => {
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return "The token's signature is wrong: the secret in the plugin's settings and WATCHROOM_PLUGIN_SECRET differ";
  }
  if (error instanceof errors.JWTExpired) {
    return 'The token is too old. If this happens with fresh tokens, the clocks of Grafana and the companion differ';
  }
  if (error instanceof errors.JWTClaimValidationFailed) {
    return error.claim === 'aud'
      ? `The token is not for "${tokenAudience}"`
      : `The token's claim "${error.claim}" is wrong`;
  }
  if (error instanceof errors.JOSEAlgNotAllowed) {
    return 'The token is not signed with HS256';
  }
  return 'The token is not valid';
};

/**
 * Takes the admin token, or a JWT as the plugin's backend signs it (HS256, audience `watchroom`, at most 5 minutes old, clocks
 * may differ by 30 s, claims as in the contract's `identityClaims`).
 */
export const createAuthenticate = (options: {
  adminToken: string;
  pluginSecret: string | null;
  clock: Clock;
}): Authenticate => {
  const admin = digest(options.adminToken);
  const key = options.pluginSecret === null ? null : new TextEncoder().encode(options.pluginSecret);

  const verify = async (token: string): Promise<JWTPayload> => {
    if (key === null) {
      throw unauthorized('This companion takes no tokens of the plugin: WATCHROOM_PLUGIN_SECRET is not set');
    }
    try {
      const verified = await jwtVerify(token, key, {
        algorithms: ['HS256'],
        audience: tokenAudience,
        maxTokenAge: maxTokenAgeSeconds,
        clockTolerance: clockToleranceSeconds,
        currentDate: new Date(options.clock.now()),
      });
      return verified.payload;
    } catch (error) {
      throw unauthorized(refusal(error));
    }
  };

  return async (authorization) => {
    if (!authorization) {
      throw unauthorized('Send a token: Authorization: Bearer TOKEN');
    }
    const token = /^Bearer +([\x21-\x7e]+) *$/i.exec(authorization)?.[1];
    if (token === undefined) {
      throw unauthorized('The Authorization header must be: Bearer TOKEN');
    }
    // Digests have one length, so the comparison takes the same time for every token.
    if (timingSafeEqual(digest(token), admin)) {
      return { sub: 'token', name: 'Admin token', org: '', role: 'Admin' };
    }
    if (token.split('.').length !== 3) {
      throw unauthorized('The token is not the one of this companion');
    }
    const claims = identityClaims.safeParse(await verify(token));
    if (!claims.success) {
      const wrong = claims.error.issues.map((issue) => issue.path.join('.')).join(', ');
      throw unauthorized(`The token lacks valid claims: ${wrong}`);
    }
    return claims.data;
  };
};
