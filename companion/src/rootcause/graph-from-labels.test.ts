import { describe, expect, it } from 'vitest';
import { graphFromLabels, symptomService } from './graph-from-labels.js';

const labels: Array<Record<string, string>> = [
  { client: 'frontend', server: 'cart' },
  { client: 'frontend', server: 'cart', code: '500' },
  { source_workload: 'cart', destination_workload: 'database' },
  { service: 'mail' },
  { client: 'loop', server: 'loop' },
];

describe('graphFromLabels', () => {
  it('reads each call once from labels that name both ends', () => {
    expect(graphFromLabels(labels)).toEqual([
      { caller: 'frontend', callee: 'cart' },
      { caller: 'cart', callee: 'database' },
    ]);
  });

  it('takes the service nearest to the customer for the symptom', () => {
    const graph = graphFromLabels(labels);
    expect(symptomService(graph, ['database', 'cart', 'frontend'])).toBe('frontend');
    expect(symptomService(graph, ['database', 'cart'])).toBe('cart');
    expect(symptomService(graph, ['mail'])).toBeNull();
  });

  it('ends on graphs with circles', () => {
    expect(
      symptomService(
        [
          { caller: 'a', callee: 'b' },
          { caller: 'b', callee: 'a' },
        ],
        ['b']
      )
    ).toBe('b');
  });
});
