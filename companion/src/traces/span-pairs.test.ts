import { describe, expect, it } from 'vitest';
import { spanKey, type Span } from './span.js';
import { createSpanPairs, type Settled } from './span-pairs.js';

const at = Date.UTC(2026, 10, 23, 5);
const span = (spanId: string, change: Partial<Span> = {}): Span => ({
  traceId: 't',
  spanId,
  parent: '',
  service: 'web',
  kind: 'internal',
  operation: spanId,
  startedAt: at,
  durationMs: 10,
  error: false,
  peer: null,
  ...change,
});
const under = (spanId: string) => ({ parent: spanKey('t', spanId) });
const client = span('c', { kind: 'client', durationMs: 30, peer: { name: 'cart.shop', kind: 'external' } });
const server = span('s', { kind: 'server', service: 'cart', ...under('c') });
const root = span('r', { kind: 'server' });

const pairsOf = (maxSpans = 100) => createSpanPairs({ waitMs: 60_000, maxSpans });
const told = ({ calls }: Settled) =>
  calls.map(({ caller, callee, durationMs, error }) => [caller, callee, durationMs, error]);

describe('spans as calls', () => {
  it('pairs both ends in a request, in either order, and over requests', () => {
    const expected = [['web', 'cart', 30, false]];
    expect(told(pairsOf().take([client, server], at))).toEqual(expected);
    expect(told(pairsOf().take([server, client], at))).toEqual(expected);
    const pairs = pairsOf();
    const first = pairs.take([server], at);
    expect([first.calls, first.opened.map(({ spanId }) => spanId)]).toEqual([[], ['s']]);
    const second = pairs.take([client], at + 5000);
    expect([told(second), second.opened, second.closed.map(({ spanId }) => spanId)]).toEqual([expected, [], ['s']]);
    expect(pairs.open).toBe(0);
  });

  it('is failed where either end says so, and a client waits for what a message does not', () => {
    expect(told(pairsOf().take([{ ...client, error: true }, server], at))).toEqual([['web', 'cart', 30, true]]);
    expect(told(pairsOf().take([client, { ...server, error: true }], at))).toEqual([['web', 'cart', 30, true]]);
    const producer = span('c', { kind: 'producer', durationMs: 1, error: true });
    const consumer = span('s', { ...server, kind: 'consumer' });
    const twice = [producer, consumer, { ...consumer, spanId: 's2', service: 'mail' }];
    expect(told(pairsOf().take(twice, at))).toEqual([
      ['web', 'cart', 10, false],
      ['web', 'mail', 10, false],
    ]);
  });

  it('knows entries, calls within a service, and spans above of any kind', () => {
    expect(told(pairsOf().take([root], at))).toEqual([['', 'web', 10, false]]);
    expect(told(pairsOf().take([root, span('n', { kind: 'server', ...under('r') })], at))).toHaveLength(1);
    const self = { ...server, service: 'web' };
    expect(told(pairsOf().take([client, self], at))).toEqual([['web', 'web', 30, false]]);
    expect(told(pairsOf().take([span('c'), server], at))).toEqual([['web', 'cart', 10, false]]);
  });

  it('gives up after the wait: unknown caller, named peer, or nobody', () => {
    const pairs = pairsOf();
    pairs.take([server, span('x', { ...client, spanId: 'x' }), span('y', { kind: 'client' })], at);
    expect(pairs.sweep(at + 59_999)).toMatchObject({ calls: [], closed: [] });
    const late = pairs.sweep(at + 60_000);
    expect(told(late)).toEqual([
      ['', 'cart', 10, false],
      ['web', 'cart.shop', 30, false],
    ]);
    expect(late.withoutPeer).toBe(1);
    expect(late.closed).toHaveLength(3);
    expect([pairs.size, pairs.open]).toEqual([0, 0]);
  });

  it('a database is called at once, as it sends no spans', () => {
    const query = span('q', { kind: 'client', peer: { name: 'postgresql/orders', kind: 'database' } });
    const settled = pairsOf().take([query], at);
    expect(told(settled)).toEqual([['web', 'postgresql/orders', 10, false]]);
    expect(settled.opened).toEqual([]);
  });

  it('counts a repeat once', () => {
    const pairs = pairsOf();
    pairs.take([root, client, server], at);
    expect(pairs.take([root, client, server], at + 1)).toMatchObject({ calls: [], repeats: 3, opened: [] });
  });

  it('is bounded: the oldest have waited long enough, and each call is told once', () => {
    const pairs = pairsOf(50);
    const calls: Settled['calls'] = [];
    for (let round = 0; round < 40; round++) {
      const ids = Array.from({ length: 10 }, (_, index) => `${round}-${index}`);
      const spans = ids.map((id) => span(id, { kind: 'server', service: 'cart', ...under(`p${id}`) }));
      calls.push(...pairs.take(spans, at + round).calls);
      expect(pairs.size).toBeLessThanOrEqual(50);
    }
    calls.push(...pairs.sweep(at + 120_000).calls);
    expect(new Set(calls.map(({ spanId }) => spanId)).size).toBe(400);
    expect(calls).toHaveLength(400);
  });

  it('takes back what waited before a restart', () => {
    const before = pairsOf();
    const { opened } = before.take([client], at);
    const after = pairsOf();
    expect(after.restore(opened)).toMatchObject({ calls: [], opened: [] });
    const settled = after.take([server], at + 1000);
    expect(told(settled)).toEqual([['web', 'cart', 30, false]]);
    expect(settled.closed).toEqual(opened);
  });
});
