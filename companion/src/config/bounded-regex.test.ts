import { describe, expect, it } from 'vitest';
import { boundedRegex, boundedRegexProblem, maxRegexInput } from './bounded-regex.js';

describe('patterns that are let pass', () => {
  it.each([
    '^(?<team>[^-]+)-(?<service>[^-]+)-(?<env>.*)$',
    '^.*foo(.*)$',
    '([a-z]+)-([a-z]+)',
    '^(?<deployment>[a-z0-9-]+)-[a-z0-9]{5,10}-[a-z0-9]{5}$',
    '^https?://(?<host>[^/:]+)',
    '^(?:eu|us)-(?<zone>\\d)$',
    '\\d{3,5}',
  ])('%s', (pattern) => {
    expect(boundedRegexProblem(pattern)).toBeNull();
    const run = boundedRegex(pattern);
    for (const letter of ['a', '-', '1', 'foo', 'a-']) {
      const startedAt = performance.now();
      run(letter.repeat(100_000));
      expect(performance.now() - startedAt).toBeLessThan(100);
    }
  });
});

describe('patterns that could take long', () => {
  it.each([
    ['(a+)+$', 'repeats a group'],
    ['(.*)*', 'repeats a group'],
    ['(a|aa)+$', 'repeats a group'],
    ['^(\\w+\\s?)*$', 'repeats a group'],
    ['^(a?){30}a{30}', 'repeats a group'],
    ['^a?a?a?a?a?aaaaa', 'optional parts'],
    ['^(a|a)(a|a)(a|a)(a|a)(a|a)', 'alternatives'],
    ['.*.*.*=', 'could take long'],
    ['^a*a*a*b', 'could take long'],
    ['^a{0,99}a{0,99}a{0,99}b', 'could take long'],
    ['host (.*) is (.*)', 'begin it with ^'],
    ['^([a]+|b)[a]+[a]+c', 'could take long'],
    ['x{1000}', 'more than 100'],
    ['(?=a)b', 'look ahead'],
    ['(a)\\1', 'refer back'],
    ['[', 'no regular expression'],
    ['a'.repeat(501), 'at most 500'],
  ])('%s', (pattern, why) => {
    expect(boundedRegexProblem(pattern)).toContain(why);
    expect(() => boundedRegex(pattern)).toThrow(SyntaxError);
  });
});

it('looks at the beginning of a long text only', () => {
  const find = boundedRegex('^[^x]*x');
  expect(find(`${'a'.repeat(maxRegexInput - 1)}x`)).not.toBeNull();
  expect(find(`${'a'.repeat(maxRegexInput)}x`)).toBeNull();
});
