import type { ScopedVars } from '@grafana/data';
import type { TemplateSrv } from '@grafana/runtime';
import type { Matcher } from '@watchroom/contract';
import { literal } from './matchers';

type Replace = Pick<TemplateSrv, 'replace'>['replace'];

const regexOf = (values: readonly string[]): string =>
  values.length === 1 ? literal(values[0] ?? '') : `(${values.map(literal).join('|')})`;

const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [String(value)]);

const asRegex: Record<Matcher['op'], Matcher['op']> = { '=': '=~', '!=': '!~', '=~': '=~', '!~': '!~' };

/**
 * Puts dashboard variables into a matcher. A variable with several values chosen makes alternatives, whatever the operator
 * was, since it could match nothing otherwise.
 */
export const interpolateMatcher = (matcher: Matcher, replace: Replace, scopedVars: ScopedVars): Matcher => {
  const label = replace(matcher.label, scopedVars);
  const isRegex = matcher.op === '=~' || matcher.op === '!~';
  let several = false;
  const plain = replace(matcher.value, scopedVars, (value: unknown) => {
    const values = listOf(value);
    several ||= values.length > 1;
    return isRegex ? regexOf(values) : values.join('|');
  });
  if (isRegex || !several) {
    return { ...matcher, label, value: plain };
  }
  // What stands around the variable is no regular expression yet.
  const value = matcher.value
    .split(/(\$\{[^}]+\}|\$\w+|\[\[[^\]]+\]\])/)
    .map((part, i) =>
      i % 2 === 0 ? literal(part) : replace(part, scopedVars, (found: unknown) => regexOf(listOf(found)))
    )
    .join('');
  return { label, op: asRegex[matcher.op], value };
};
