import { regexError, type DetectorSpec, type Problem } from '@watchroom/contract';
import { sqlProblem } from '../config/query-source.js';
import { HttpProblem } from '../http/http-problem.js';

type FieldErrors = NonNullable<Problem['errors']>;

/** What is wrong with a spec beyond its shape; the same rules hold for detectors of files. */
const errorsOf = (spec: DetectorSpec): FieldErrors => {
  const errors: FieldErrors = [];
  if (spec.matchers.length === 0 && spec.query === null) {
    errors.push({ field: 'matchers', message: 'must name at least one metric or label, or there must be a query' });
  }
  const wrongSql = spec.query?.type === 'sql' ? sqlProblem(spec.query.sql) : null;
  if (wrongSql !== null) {
    errors.push({ field: 'query.sql', message: wrongSql });
  }
  spec.matchers.forEach(({ op, value }, index) => {
    const wrong = op === '=~' || op === '!~' ? regexError(value) : null;
    if (wrong) {
      errors.push({ field: `matchers[${index}].value`, message: wrong });
    }
  });
  if (spec.kind === 'threshold') {
    const { above, below } = spec;
    if (above === null && below === null) {
      errors.push({ field: 'above', message: 'must have above or below' });
    } else if (above !== null && below !== null && above < below) {
      errors.push({ field: 'above', message: `must not be less than below (${below})` });
    }
  }
  return errors;
};

/** Refuses a wrong spec; `prefix` of the fields, where the spec is a part of the body. */
export type SpecCheck = (spec: DetectorSpec, prefix?: string) => void;

/**
 * @param more what else is wrong, as the sources say
 * @param prefix of the fields, where the spec is a part of the body
 * @throws {HttpProblem} 400 naming each field.
 */
export const checkSpec = (spec: DetectorSpec, more: FieldErrors = [], prefix = ''): void => {
  const errors = [...errorsOf(spec), ...more].map(({ field, message }) => ({ field: `${prefix}${field}`, message }));
  if (errors.length > 0) {
    throw new HttpProblem(400, 'Invalid detector', { detail: 'The detector is wrong', errors });
  }
};
