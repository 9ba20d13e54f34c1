import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import type { HttpProblem } from '../http/http-problem.js';

const quietMs = 1000;

/**
 * Logs refused requests: path, status and the names of wrong fields, never what they held. At most one line a second and path; the next
 * line says how many were left out.
 */
export const createRejectionLog = (logger: Logger, clock: Clock): ((path: string, problem: HttpProblem) => void) => {
  const lines = new Map<string, { at: number; leftOut: number }>();
  return (path, problem) => {
    const line = lines.get(path) ?? { at: Number.NEGATIVE_INFINITY, leftOut: 0 };
    lines.set(path, line);
    const now = clock.now();
    if (now - line.at < quietMs) {
      line.leftOut++;
      return;
    }
    const fields = problem.options.errors?.map(({ field, message }) => `${field}: ${message}`);
    logger.warn({ path, status: problem.status, fields, leftOut: line.leftOut }, `Refused: ${problem.title}`);
    lines.set(path, { at: now, leftOut: 0 });
  };
};
