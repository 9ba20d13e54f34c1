import type { NextFunction, Request, Response } from 'express';

/** Headers for an API that no browser should ever show, frame or keep. */
export const securityHeaders = (_request: Request, response: Response, next: NextFunction): void => {
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'");
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.setHeader('Cache-Control', 'no-store');
  next();
};

/** Lets pages of the given origins call the API with a token. Cookies are never used, so credentials stay off. */
export const allowOrigins = (origins: readonly string[]) => {
  const allowed = new Set(origins);
  return (request: Request, response: Response, next: NextFunction): void => {
    if (allowed.size > 0) {
      response.vary('Origin');
    }
    const origin = request.headers.origin;
    if (origin === undefined || !allowed.has(origin)) {
      return next();
    }
    response.setHeader('Access-Control-Allow-Origin', origin);
    response.setHeader('Access-Control-Expose-Headers', 'X-Request-Id, Retry-After');
    if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) {
      return next();
    }
    response.setHeader('Access-Control-Allow-Methods', 'GET, POST, PUT, DELETE');
    response.setHeader('Access-Control-Allow-Headers', 'Authorization, Content-Type, X-Request-Id');
    response.setHeader('Access-Control-Max-Age', '600');
    response.status(204).end();
  };
};
