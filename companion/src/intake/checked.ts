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
  const quick = schema.safeParse(payload);
  if (quick.success) {
    return quick.data;
  }
  // Once more with what the fields held, to tell what is missing from what is wrong: carrying that along costs each good payload.
  const { error = quick.error } = schema.safeParse(payload, { reportInput: true });
  throw new InvalidPayload(
    error.issues.slice(0, maxErrors).map((issue) => ({ field: fieldPath(issue.path), message: describe(issue) }))
  );
};
