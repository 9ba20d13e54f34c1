import type { Matcher } from '@watchroom/contract';
import { HttpProblem } from '../../http/http-problem.js';

/** A condition with parameters; values never stand in the text. */
export interface SqlCondition {
  sql: string;
  params: Record<string, string>;
}

const longest = 1000;

/** As Prometheus anchors; `s` because a label's value may hold line ends. */
const anchored = (pattern: string): string => `^(?s:${pattern})$`;

/**
 * The condition on the table `series` that all matchers hold; a label that is absent counts as empty, as in Prometheus.
 * The constant `match('', ...)` makes ClickHouse compile each pattern even where no row is looked at, so that an invalid one is
 * always told. Throws `HttpProblem` 400 where a matcher is too long.
 */
export const matcherCondition = (matchers: Matcher[]): SqlCondition => {
  const params: Record<string, string> = {};
  const parts = matchers.map(({ label, op, value }, index) => {
    if (value.length > longest || label.length > longest) {
      throw new HttpProblem(400, 'Invalid matcher', {
        detail: 'A matcher is too long',
        errors: [{ field: `matchers[${index}]`, message: `must not be longer than ${longest} characters` }],
      });
    }
    if (label !== '__name__') {
      params[`label${index}`] = label;
    }
    const subject = label === '__name__' ? 'name' : `labels[{label${index}:String}]`;
    const parameter = `{value${index}:String}`;
    params[`value${index}`] = op === '=~' || op === '!~' ? anchored(value) : value;
    switch (op) {
      case '=':
        return `${subject} = ${parameter}`;
      case '!=':
        return `${subject} != ${parameter}`;
      case '=~':
        return `(match(${subject}, ${parameter}) AND match('', ${parameter}) >= 0)`;
      case '!~':
        return `(NOT match(${subject}, ${parameter}) AND match('', ${parameter}) >= 0)`;
    }
  });
  return { sql: parts.length === 0 ? '1' : parts.join(' AND '), params };
};
