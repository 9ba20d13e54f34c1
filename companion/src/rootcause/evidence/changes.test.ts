import { expect, it } from 'vitest';
import type { ChangeEvent } from '@watchroom/contract';
import { changeCollector } from './changes.js';

const change = (part: Partial<ChangeEvent>): ChangeEvent => ({
  id: 'c1',
  at: 5000,
  endsAt: null,
  kind: 'deploy',
  state: 'done',
  service: 'cart-service',
  environment: null,
  title: 'cart 1.2',
  description: '',
  version: null,
  previousVersion: null,
  by: null,
  url: null,
  source: 'generic',
  labels: {},
  updatedAt: 5000,
  ...part,
});

it('gives changes of services, by the names that others know, from before the span on', async () => {
  const asked: number[] = [];
  const collector = changeCollector({
    list: ({ from, to }) => {
      asked.push(from, to);
      return Promise.resolve({ items: [change({}), change({ id: 'c2', service: null })], total: 2 });
    },
  });
  const span = { from: 10_000_000, detectedAt: 10_500_000, to: 11_000_000, services: ['CartService'] };
  expect(await collector.collect(span)).toEqual({
    signals: [],
    graph: [],
    changes: [{ at: 5000, service: 'CartService', kind: 'deploy', title: 'cart 1.2' }],
  });
  expect(asked).toEqual([2_800_000, 11_000_000]);
});
