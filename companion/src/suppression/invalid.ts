import type { Matcher, Problem } from '@watchroom/contract';
import { HttpProblem } from '../http/http-problem.js';
import { matcherProblems, regexProblems } from './check-matchers.js';

export type FieldError = NonNullable<Problem['errors']>[number];

/** What is wrong with the matchers in a field. */
export const checkMatchers = (field: string, matchers: readonly Matcher[]): FieldError[] =>
  matcherProblems(matchers).map(({ index, message }) => ({
    field: index === null ? field : `${field}[${index}].value`,
    message,
  }));

/** What is wrong with the regular expressions among matchers that may match everything. */
export const checkRegexes = (field: string, matchers: readonly Matcher[]): FieldError[] =>
  regexProblems(matchers).map(({ message }) => ({ field, message }));

/** @throws {HttpProblem} 400 where there are errors. */
export const invalid = (what: string, errors: FieldError[]): void => {
  if (errors.length > 0) {
    throw new HttpProblem(400, `Invalid ${what}`, { detail: `The ${what} is wrong`, errors });
  }
};
