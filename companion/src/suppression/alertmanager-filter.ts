import { MatcherSyntaxError, parseMatchers, type Matcher } from '@watchroom/contract';
import { checkRegexes, invalid } from './invalid.js';

/** One matcher in Alertmanager's own writing, whose value needs no quotes: `service=cart`. */
const plainMatcher = /^\s*([a-zA-Z_][\w:]*)\s*(=~|!=|!~|=)\s*([^"'`{}]*?)\s*$/;

const readOne = (filter: string): Matcher[] => {
  const [, label, op, value] = plainMatcher.exec(filter) ?? [];
  try {
    const read =
      label !== undefined && op !== undefined && value !== undefined
        ? [{ label, op: op as Matcher['op'], value }]
        : parseMatchers(filter.trim().startsWith('{') ? filter : `{${filter}}`);
    invalid('filter', checkRegexes('filter', read));
    return read;
  } catch (error) {
    if (error instanceof MatcherSyntaxError) {
      invalid('filter', [{ field: 'filter', message: error.message }]);
    }
    throw error;
  }
};

/**
 * The `filter` parameters of Alertmanager's API v2; all must hold.
 *
 * @throws {HttpProblem} 400 on one that cannot be read
 */
export const readAlertmanagerFilter = (given: string | readonly string[] | undefined): Matcher[] =>
  [given ?? []].flat().flatMap(readOne);
