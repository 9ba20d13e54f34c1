import { expect, it } from 'vitest';
import { blameLayout } from './blameLayout';

const candidate = (service: string, score: number) => ({
  rank: 1,
  service,
  metric: 'm',
  labels: {},
  score,
  evidence: [],
  verdict: null,
});

it('puts callees to the right of their callers, the blamed first', () => {
  const graph = [
    { caller: 'front', callee: 'cart' },
    { caller: 'front', callee: 'user' },
    { caller: 'cart', callee: 'db' },
  ];
  const { nodes, calls } = blameLayout(graph, [candidate('db', 8), candidate('user', 4)]);
  expect(calls).toEqual(graph);
  expect(nodes).toEqual([
    { service: 'db', column: 2, row: 0, blame: 1 },
    { service: 'user', column: 1, row: 0, blame: 0.5 },
    { service: 'cart', column: 1, row: 1, blame: 0 },
    { service: 'front', column: 0, row: 0, blame: 0 },
  ]);
});

it('ends where services call one another in a circle', () => {
  const circle = [
    { caller: 'a', callee: 'b' },
    { caller: 'b', callee: 'a' },
  ];
  expect(blameLayout(circle, []).nodes).toHaveLength(2);
});

it('shows only what is next to a candidate where there are many services', () => {
  const graph = Array.from({ length: 100 }, (_, index) => ({ caller: `s${index}`, callee: `s${index + 1}` }));
  const { nodes } = blameLayout(graph, [candidate('s50', 1)]);
  expect(nodes.map(({ service }) => service).sort()).toEqual(['s49', 's50', 's51']);
});
