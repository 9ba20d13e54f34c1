import { describe, expect, it } from 'vitest';
import {
  applyCompletion,
  completeQuery,
  matchesParts,
  parseQuery,
  printQuery,
  QuerySyntaxError,
  resolveQuery,
  type QueryNode,
} from './index.js';

const value = (field: string, ...parts: string[]): QueryNode => ({ kind: 'value', field, parts });
const text = (word: string): QueryNode => ({ kind: 'text', text: word });
const not = (node: QueryNode): QueryNode => ({ kind: 'not', node });
const hour = 3_600_000;

const cases: Array<[string, QueryNode]> = [
  ['', { kind: 'and', nodes: [] }],
  ['  Disk ', text('disk')],
  ['disk full', { kind: 'and', nodes: [text('disk'), text('full')] }],
  ['"Disk  Full"', text('disk  full')],
  ['disk*', text('disk')],
  ['service:cart', value('service', 'cart')],
  ['Service=cart', value('service', 'cart')],
  ['service:"check \\"out\\""', value('service', 'check "out"')],
  ['service:cart-*-eu', value('service', 'cart-', '-eu')],
  ['service:"a*b"', value('service', 'a*b')],
  ['service:a\\*b*', value('service', 'a*b', '')],
  ['name:http://x/y(z', value('name', 'http://x/y(z')],
  ['label.pod:p-1', value('label.pod', 'p-1')],
  ['labels.k8s.io/app:x', value('label.k8s.io/app', 'x')],
  ['label."odd name":x', value('label.odd name', 'x')],
  ['-is:suppressed', not({ kind: 'has', field: 'suppressedBy' })],
  ['NOT status:firing', not(value('status', 'firing'))],
  ['has:label.pod', { kind: 'has', field: 'label.pod' }],
  ['severity>=high', { kind: 'or', nodes: [value('severity', 'critical'), value('severity', 'high')] }],
  ['eventCount>10', { kind: 'compare', field: 'eventCount', op: '>', value: 10 }],
  ['events:10', { kind: 'compare', field: 'eventCount', op: '=', value: 10 }],
  ['lastSeen>1h', { kind: 'age', field: 'lastSeen', op: '>', ms: hour }],
  ['lastSeen:<1h30m', { kind: 'age', field: 'lastSeen', op: '<', ms: 1.5 * hour }],
  ['startsAt>=2026-11-23', { kind: 'compare', field: 'startsAt', op: '>=', value: Date.UTC(2026, 10, 23) }],
  ['startsAt<2026-11-23T05:00', { kind: 'compare', field: 'startsAt', op: '<', value: Date.UTC(2026, 10, 23, 5) }],
  ['assignee:me', { kind: 'mine' }],
  ['assignee:"me"', value('assignee', 'me')],
  ['a OR b c', { kind: 'or', nodes: [text('a'), { kind: 'and', nodes: [text('b'), text('c')] }] }],
  ['(a OR b) AND c', { kind: 'and', nodes: [{ kind: 'or', nodes: [text('a'), text('b')] }, text('c')] }],
  ['service:(a OR "b c")', { kind: 'or', nodes: [value('service', 'a'), value('service', 'b c')] }],
  ['-service:(a OR b)', not({ kind: 'or', nodes: [value('service', 'a'), value('service', 'b')] })],
  ['and or', { kind: 'and', nodes: [text('and'), text('or')] }],
];

const wrong: Array<[string, number, string]> = [
  ['service:', 8, 'a value'],
  ['service: cart', 8, 'a value'],
  ['a (b', 4, 'a closing parenthesis'],
  ['a )', 2, 'the end of the query'],
  ['OR a', 0, 'a word'],
  ['a OR', 4, 'a word'],
  ['"abc', 0, 'a closing "'],
  ['nofield:x', 0, 'a field'],
  ['status:burning', 7, 'firing or resolved'],
  ['severity>extreme', 9, 'critical, high'],
  ['severity>critical', 9, 'high'],
  ['service>x', 7, '"service:"'],
  ['eventCount>x', 11, 'a number'],
  ['lastSeen>soon', 9, 'a length of time'],
  ['lastSeen:1h', 9, 'a comparison'],
  ['is:odd', 3, 'firing'],
  ['has:pod', 4, 'assignee'],
  ['di*sk', 0, 'a part of the word'],
  ['name:a*b*c*d*e*f', 5, 'at most 4'],
  ['eventCount>(1 OR 2)', 11, 'one value'],
  [`${'('.repeat(30)}a`, 21, 'at most 20'],
  ['a '.repeat(300), 402, 'at most 200'],
  ['x'.repeat(2001), 2000, 'at most 2000'],
];

describe('the query language', () => {
  it.each(cases)('reads %s', (query, node) => {
    expect(parseQuery(query)).toEqual(node);
    expect(parseQuery(printQuery(node))).toEqual(node);
  });

  it.each(wrong)('names the place in %s', (query, position, expected) => {
    try {
      parseQuery(query);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(QuerySyntaxError);
      expect(error).toMatchObject({ position, expected: expect.stringContaining(expected) as string });
    }
  });

  it('never fails in another way, and prints what it read', () => {
    const pieces = [
      'a',
      ' ',
      ':',
      '(',
      ')',
      '"',
      '-',
      '*',
      '\\',
      'OR',
      'NOT',
      'service',
      'label.',
      '>',
      '1h',
      '=',
      '.',
    ];
    let seed = 7;
    const chance = (n: number): number => (seed = (seed * 48271) % 2147483647) % n;
    for (let round = 0; round < 4000; round += 1) {
      const query = Array.from({ length: chance(14) }, () => pieces[chance(pieces.length)]).join('');
      try {
        const node = parseQuery(query);
        expect([query, parseQuery(printQuery(node))]).toEqual([query, node]);
      } catch (error) {
        expect(error, query).toBeInstanceOf(QuerySyntaxError);
      }
      expect(() => completeQuery(query, chance(query.length + 1))).not.toThrow();
    }
  });

  it('puts in who asks and the time', () => {
    const now = Date.UTC(2026, 10, 23);
    const resolved = (query: string) => resolveQuery(parseQuery(query), { me: 'ann', now });
    expect(resolved('assignee:me')).toEqual(value('assignee', 'ann'));
    expect(resolved('lastSeen>1h')).toEqual({ kind: 'compare', field: 'lastSeen', op: '<', value: now - hour });
    expect(resolved('snoozedUntil<1h')).toEqual({ kind: 'compare', field: 'snoozedUntil', op: '<', value: now + hour });
    expect(() => resolveQuery(parseQuery('assignee:me'), { me: null, now })).toThrow('signed in');
  });

  it('matches wildcards', () => {
    expect(matchesParts('abcabc', ['a', 'c'])).toBe(true);
    expect(matchesParts('aba', ['ab', 'ba'])).toBe(false);
    expect(matchesParts('abcde', ['a', 'c', 'e'])).toBe(true);
    expect(matchesParts('ace', ['a', 'ce', 'e'])).toBe(false);
    expect(matchesParts('', ['', ''])).toBe(true);
  });

  it('tells what can follow', () => {
    expect(completeQuery('sev', 3)).toMatchObject({ kind: 'field', from: 0, to: 3, options: [{ text: 'severity:' }] });
    expect(completeQuery('a -ser', 6)).toMatchObject({ kind: 'field', prefix: 'ser', from: 3 });
    expect(completeQuery('status:', 7)).toMatchObject({
      kind: 'value',
      options: [{ text: 'firing' }, { text: 'resolved' }],
    });
    expect(completeQuery('service:"check o', 16)).toMatchObject({
      kind: 'value',
      field: 'service',
      prefix: 'check o',
      from: 8,
    });
    expect(completeQuery('service:(cart OR ch)', 19)).toMatchObject({
      field: 'service',
      prefix: 'ch',
      from: 17,
      to: 19,
    });
    expect(completeQuery('label.po', 8)).toMatchObject({ kind: 'label', prefix: 'po', from: 6 });
    expect(completeQuery('label.pod:x', 11)).toMatchObject({ kind: 'value', field: 'label.pod', prefix: 'x' });
    expect(completeQuery('nofield:x', 9).kind).toBe('none');
    const done = completeQuery('service:ch rest', 10);
    expect(applyCompletion('service:ch rest', done, 'check out')).toEqual({
      query: 'service:"check out" rest',
      cursor: 19,
    });
    expect(applyCompletion('la', completeQuery('label.p', 7), 'pod').query).toContain('pod:');
  });
});
