import { HttpProblem } from '../http/http-problem.js';
import { StoreUnavailable } from '../stores/alert-store.js';
import { InvalidPayload } from './sender.js';

const storeRetrySeconds = 5;

/** The problem document for what went wrong while a payload was taken in; null for what nobody foresaw. */
export const problemOf = (error: unknown): HttpProblem | null => {
  if (error instanceof HttpProblem) {
    return error;
  }
  if (error instanceof InvalidPayload) {
    return new HttpProblem(400, 'Invalid payload', { detail: error.message, errors: error.errors });
  }
  if (error instanceof StoreUnavailable) {
    return new HttpProblem(503, 'Store unavailable', {
      detail: 'This could not be stored; send it again',
      retryAfterSeconds: storeRetrySeconds,
    });
  }
  return null;
};
