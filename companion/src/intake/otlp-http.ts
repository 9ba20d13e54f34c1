import type { IncomingHttpHeaders } from 'node:http';
import { HttpProblem } from '../http/http-problem.js';

export const protobufType = 'application/x-protobuf';
export const jsonType = 'application/json';

const unsupported = (detail: string): HttpProblem => new HttpProblem(415, 'Unsupported media type', { detail });

/**
 * Which of OTLP/HTTP's two forms a body has.
 *
 * @throws {HttpProblem} 415 for other types and encodings.
 */
export const otlpTypeOf = (headers: IncomingHttpHeaders): typeof protobufType | typeof jsonType => {
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? '';
  if (!['', 'identity', 'gzip', 'x-gzip'].includes(encoding)) {
    throw unsupported('The body may be sent plain or with content-encoding gzip: set compression to gzip or none');
  }
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== protobufType && type !== jsonType) {
    throw unsupported(`Content-Type must be ${protobufType} or ${jsonType}`);
  }
  return type;
};
