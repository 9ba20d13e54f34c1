import { serviceGraph } from '@watchroom/contract';
import { describe, expect, it } from 'vitest';
import type { EdgeMinute, EdgeRange } from '../stores/timeseries/edge-store.js';
import { createGraphReader, graphHandlers } from './graph-handlers.js';
import { mergeGraph } from './service-graph.js';

const from = Date.UTC(2026, 10, 23, 5);
const window = { from, to: from + 60_000, limit: 100 };
const edge = (caller: string, callee: string, change: Partial<EdgeMinute> = {}): EdgeMinute => ({
  at: from,
  caller,
  callee,
  kind: 'service',
  calls: 60,
  errors: 6,
  durationMs: 600,
  maxMs: 12,
  histogram: new Map([[14, 60]]),
  ...change,
});
const spans = [
  edge('', 'web'),
  edge('web', 'cart', { calls: 120, histogram: new Map([[14, 120]]) }),
  edge('web', 'cart', { kind: 'external', calls: 30, errors: 30 }),
  edge('cart', 'postgresql/orders', { kind: 'database' }),
  edge('cart', 'cart'),
  edge('', 'alone'),
];
const labels = [
  { caller: 'web', callee: 'cart' },
  { caller: 'web', callee: 'ads' },
];
const yaml = [{ caller: 'cart', callee: 'mail' }];

describe('the service graph', () => {
  it('is one of spans, labels and YAML, with rate, errors and duration', () => {
    const graph = mergeGraph({ spans, labels, yaml }, window);
    expect(() => serviceGraph.encode(graph)).not.toThrow();
    expect(graph.edges.map(({ caller, callee, origins }) => [caller, callee, origins.join()])).toEqual([
      ['web', 'cart', 'spans,labels'],
      ['cart', 'postgresql/orders', 'spans'],
      ['cart', 'mail', 'yaml'],
      ['web', 'ads', 'labels'],
    ]);
    expect(graph.edges[0]?.figures).toMatchObject({ calls: 150, ratePerSecond: 2.5, errorShare: 0.24, maxMs: 12 });
    expect(graph.edges[2]?.figures).toBeNull();
    expect(graph.nodes.map(({ service, kind, entry }) => [service, kind, entry])).toEqual([
      ['ads', 'service', false],
      ['alone', 'service', true],
      ['cart', 'service', false],
      ['mail', 'service', false],
      ['postgresql/orders', 'database', false],
      ['web', 'service', true],
    ]);
    expect(graph.nodes[2]?.incoming?.calls).toBe(210);
  });

  it('is cut to a service and its neighbours, or to the edges with most calls', () => {
    const near = mergeGraph({ spans, labels, yaml }, { ...window, service: 'mail' });
    expect(near.nodes.map(({ service }) => service)).toEqual(['cart', 'mail']);
    const few = mergeGraph({ spans, labels, yaml }, { ...window, limit: 1 });
    expect([few.edges.length, few.edgesLeftOut]).toEqual([1, 3]);
    expect(mergeGraph({ spans: [], labels: [], yaml: [] }, window)).toMatchObject({ nodes: [], edges: [] });
  });
});

describe('the service graph through the API', () => {
  const asked: EdgeRange[] = [];
  const edges = {
    edges: (range: EdgeRange) => {
      asked.push(range);
      return Promise.resolve(spans);
    },
    samples: () => Promise.resolve([]),
  } as Partial<Parameters<typeof graphHandlers>[0]['edges']> as Parameters<typeof graphHandlers>[0]['edges'];
  const series = (label: string, lastAt: number) => ({
    id: '1',
    name: 'traces_service_graph_request_total',
    labels: { [label]: 'web', server: 'ads' },
    unit: null,
    lastAt,
    lastValue: 1,
  });
  const graph = createGraphReader({
    edges,
    series: {
      findSeries: ([matcher]) =>
        Promise.resolve(matcher?.label === 'client' ? [series('client', from + 1), series('client', from - 1)] : []),
    },
    topology: yaml,
  });
  const handlers = graphHandlers({ graph, edges });
  const identity = { sub: 'ada', name: 'Ada', org: '1', role: 'Viewer' } as const;
  const ask = (query: { from: number; to: number; limit: number }) =>
    handlers.getServiceGraph({ params: {}, query, body: undefined as never, identity });

  it('reads whole minutes, and labels of series that have samples in the window', async () => {
    const answer = await ask({ from: from + 1, to: from + 59_000, limit: 10 });
    expect(asked[0]).toMatchObject({ from, to: from + 60_000 });
    expect(answer.edges.find(({ callee }) => callee === 'ads')?.origins).toEqual(['labels']);
    expect(answer.edges.find(({ callee }) => callee === 'mail')?.origins).toEqual(['yaml']);
  });

  it('refuses windows that are none', async () => {
    await expect(ask({ from, to: from, limit: 1 })).rejects.toThrow('to must be after from');
    await expect(ask({ from: 0, to: from, limit: 1 })).rejects.toThrow('within 32 days');
  });
});
