import { matcher, type Matcher } from '@watchroom/contract';
import { z } from 'zod';
import { MatcherSyntaxError, parseMatchers, regexError } from './matchers.js';

/** Reads a selector that is written as text; anything else goes on to the list's own schema. */
const selectorText = (value: unknown, context: z.core.$RefinementCtx): unknown => {
  if (typeof value !== 'string') {
    return value;
  }
  try {
    return parseMatchers(value);
  } catch (error) {
    if (!(error instanceof MatcherSyntaxError)) {
      throw error;
    }
    context.addIssue({ code: 'custom', message: `${error.message} of the selector`, input: value });
    return z.NEVER;
  }
};

const strictMatcher = z.strictObject(matcher.shape).superRefine(({ op, value }: Matcher, context) => {
  const wrong = op === '=~' || op === '!~' ? regexError(value) : null;
  if (wrong) {
    context.addIssue({ code: 'custom', message: wrong, path: ['value'] });
  }
});

/** Matchers as `cpu_usage{host="a"}` or as a list of label, op and value. */
export const matcherList = z.preprocess(selectorText, z.array(strictMatcher).max(20));
