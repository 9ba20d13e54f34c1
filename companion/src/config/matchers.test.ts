import { describe, expect, test } from 'vitest';
import { compileMatchers, formatMatchers, MatcherSyntaxError, parseMatchers } from './matchers.js';

describe('parseMatchers', () => {
  test.each([
    ['', []],
    ['{}', []],
    ['cpu_usage', [{ label: '__name__', op: '=', value: 'cpu_usage' }]],
    ['a:b_total{}', [{ label: '__name__', op: '=', value: 'a:b_total' }]],
    [
      ' up { host = "a" , job!~\'x.*\', } ',
      [
        { label: '__name__', op: '=', value: 'up' },
        { label: 'host', op: '=', value: 'a' },
        { label: 'job', op: '!~', value: 'x.*' },
      ],
    ],
    ['{__name__=~"shop_.+"}', [{ label: '__name__', op: '=~', value: 'shop_.+' }]],
    ['{path="C:\\\\dir\\n\\"q\\" \\x41\\u00e9\\101"}', [{ label: 'path', op: '=', value: 'C:\\dir\n"q" AéA' }]],
    ['{re=~`\\d+\\.\\d+`}', [{ label: 're', op: '=~', value: '\\d+\\.\\d+' }]],
    ['{re=~"(?i)PROD"}', [{ label: 're', op: '=~', value: '(?i)PROD' }]],
    [
      '{"http.requests", "k8s.pod"="a,b}"}',
      [
        { label: '__name__', op: '=', value: 'http.requests' },
        { label: 'k8s.pod', op: '=', value: 'a,b}' },
      ],
    ],
  ])('%s', (text, expected) => {
    expect(parseMatchers(text)).toEqual(expected);
    expect(parseMatchers(formatMatchers(parseMatchers(text)))).toEqual(expected);
  });

  test.each([
    ['9up', 0],
    ['up{', 3],
    ['up{host}', 7],
    ['up{host="a"', 11],
    ['up{host="a}', 8],
    ['up{host=a}', 8],
    ['up{host="a" job="b"}', 12],
    ['up{host=="a"}', 8],
    ['up{9="a"}', 3],
    ['up{a="\\q"}', 6],
    ['up{a="\\400"}', 6],
    ['up{a=~"(b"}', 6],
    ['up{"other"}', 3],
    ['up{a="b"} x', 10],
    ['{,}', 1],
  ])('refuses %s at %i', (text, position) => {
    expect(() => parseMatchers(text)).toThrow(MatcherSyntaxError);
    try {
      parseMatchers(text);
    } catch (error) {
      expect((error as MatcherSyntaxError).position).toBe(position);
    }
  });
});

test('compiled matchers hold as in Prometheus', () => {
  const holds = (text: string, labels: Record<string, string>, name = 'up') =>
    compileMatchers(parseMatchers(text))(labels, name);
  expect(holds('up{host="a"}', { host: 'a' })).toBe(true);
  expect(holds('down{host="a"}', { host: 'a' })).toBe(false);
  expect(holds('{host=~"a|b"}', { host: 'ab' })).toBe(false);
  expect(holds('{host=~".+"}', {})).toBe(false);
  expect(holds('{host!="a"}', {})).toBe(true);
  expect(holds('{host=""}', {})).toBe(true);
  expect(holds('{host!~"a.*"}', { host: 'abc' })).toBe(false);
  expect(holds('{host=~"(?i)WEB-\\\\d"}', { host: 'web-1' })).toBe(true);
  expect(holds('{}', { anything: 'x' })).toBe(true);
});
