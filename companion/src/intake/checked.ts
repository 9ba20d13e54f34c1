import { type z } from 'zod';
import { InvalidPayload } from './sender.js';

/** No sender needs more errors than this to see what is wrong. */
const maxErrors = 20;

/** A path in a payload as people write it: `alerts[3].labels.alertname`; `body` for the payload itself. */
export const fieldPath = (path: readonly PropertyKey[]): string => {
  const text = path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part).slice(0, 100)}`))
    .join('')
    .replace(/^\./, '');
  return text === '' ? 'body' : text;
};

const describe = (issue: z.core.$ZodIssue): string => {
  if (issue.code === 'invalid_type' && issue.input === undefined) {
    return `is missing; expected ${issue.expected}`;
  }
  return issue.message.replace(/^Invalid input: /, '');
};

/**
 * Checks a payload by a schema and returns its output.
 *
 * @throws {InvalidPayload} naming each wrong field; never repeats what the field held.
 */
export const checked = <T extends z.ZodType>(schema: T, payload: unknown): z.output<T> => {
  const result = schema.safeParse(payload, { reportInput: true });
  if (result.success) {
    return result.data;
  }
  throw new InvalidPayload(
    result.error.issues.slice(0, maxErrors).map((issue) => ({ field: fieldPath(issue.path), message: describe(issue) }))
  );
};
