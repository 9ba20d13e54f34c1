import type { Matcher, Problem } from '@watchroom/contract';
import { HttpProblem } from '../http/http-problem.js';
import { matcherProblems, regexProblems, type MatcherProblem } from './check-matchers.js';

export type FieldError = NonNullable<Problem['errors']>[number];

const inField = (field: string, problems: MatcherProblem[]): FieldError[] =>
  problems.map(({ index, message }) => ({ field: index === null ? field : `${field}[${index}].value`, message }));

/** What is wrong with the matchers in a field. */
export const checkMatchers = (field: string, matchers: readonly Matcher[]): FieldError[] =>
  inField(field, matcherProblems(matchers));

/** The same of matchers that may match everything. */
export const checkRegexes = (field: string, matchers: readonly Matcher[]): FieldError[] =>
  inField(field, regexProblems(matchers));

/** @throws {HttpProblem} 400 where there are errors. */
export const invalid = (what: string, errors: FieldError[]): void => {
  if (errors.length > 0) {
    throw new HttpProblem(400, `Invalid ${what}`, { detail: `The ${what} is wrong`, errors });
  }
};
