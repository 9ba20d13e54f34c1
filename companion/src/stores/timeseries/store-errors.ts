import { HttpProblem } from '../../http/http-problem.js';
import { StoreUnavailable } from '../alert-store.js';

/** ClickHouse codes that mean a mistake in our SQL; they must not look like an outage. */
const ourMistakes = new Set([
  '6',
  '27',
  '36',
  '41',
  '42',
  '43',
  '46',
  '47',
  '53',
  '62',
  '69',
  '117',
  '215',
  '456',
  '457',
]);
const cannotCompileRegexp = '427';

/** An error that ClickHouse itself gave; by shape, as client and chDB each have a class of their own for it. */
const clickHouseCode = (error: Error): string | null =>
  'code' in error && 'type' in error && typeof error.code === 'string' && /^\d+$/.test(error.code) ? error.code : null;

/** ClickHouse puts whole statements and rows into its messages: the first line, bounded, is enough for a log. */
const shortMessage = (error: Error): string => (error.message.split('\n')[0] ?? '').slice(0, 300);

/** Whether the connection broke, so that the same request may well succeed a moment later. */
export const isBrokenConnection = (error: unknown): boolean => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return (
    ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN'].includes(code) ||
    /socket hang up/i.test(String(error))
  );
};

/**
 * What the caller of the store is told: `HttpProblem` 400 for an invalid regular expression, the error itself for a mistake in our
 * SQL, else `StoreUnavailable`.
 */
export const toStoreError = (error: unknown, operation: string): Error => {
  if (error instanceof StoreUnavailable || error instanceof HttpProblem) {
    return error;
  }
  if (!(error instanceof Error)) {
    return new StoreUnavailable(`ClickHouse failed at ${operation}: ${String(error)}`);
  }
  const clickHouse = clickHouseCode(error);
  if (clickHouse === cannotCompileRegexp) {
    const reason = /error: (.*?)(?:: |\. Look|$)/s.exec(error.message)?.[1] ?? 'it cannot be compiled';
    return new HttpProblem(400, 'Invalid matcher', {
      detail: `A regular expression is not valid: ${reason}`,
      errors: [{ field: 'matchers', message: `is not a valid regular expression (RE2): ${reason}` }],
    });
  }
  if (clickHouse !== null && ourMistakes.has(clickHouse)) {
    return new Error(`ClickHouse refused ${operation}: ${shortMessage(error)} (code ${clickHouse})`);
  }
  const text = shortMessage(error) || ('code' in error ? String(error.code) : error.name);
  return new StoreUnavailable(`ClickHouse failed at ${operation}: ${text}`, { cause: error });
};
