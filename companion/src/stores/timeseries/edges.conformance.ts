import type { CallSample } from '@watchroom/contract';
import { describe, expect, it } from 'vitest';
import type { OpenSpan } from '../../traces/span.js';
import type { EdgeMinute, EdgeStore } from './edge-store.js';

const minute = 60_000;

/** What every store does with calls between services, of about `start` (a whole hour, ms). Part of `timeseriesStoreConformance`. */
export const edgesConformance = (store: () => EdgeStore, start: number): void => {
  describe('calls between services', () => {
    const edge = (change: Partial<EdgeMinute> = {}): EdgeMinute => ({
      at: start,
      caller: 'web',
      callee: 'cart',
      kind: 'service',
      calls: 2,
      errors: 1,
      durationMs: 30,
      maxMs: 20,
      histogram: new Map([
        [14, 1],
        [16, 1],
      ]),
      ...change,
    });
    const all = { from: start, to: start + 60 * minute };

    it('adds up what is told of an edge and minute', async () => {
      await store().addEdges([edge(), edge({ at: start + 5 * minute, caller: '', calls: 1, errors: 0 })]);
      await store().addEdges([
        edge({ calls: 1, errors: 0, maxMs: 70.5, durationMs: 70.5, histogram: new Map([[16, 1]]) }),
        edge({ callee: 'b\'"\\\t\n', kind: 'database', calls: 1 }),
      ]);
      await store().addEdges([]);
      const [most, ...others] = await store().edges(all);
      const histogram = new Map([
        [14, 1],
        [16, 2],
      ]);
      expect(most).toEqual(edge({ calls: 3, errors: 1, durationMs: 100.5, maxMs: 70.5, histogram }));
      expect(others.map(({ caller, callee, kind }) => [caller, callee, kind])).toEqual([
        ['', 'cart', 'service'],
        ['web', 'b\'"\\\t\n', 'database'],
      ]);
    });

    it('reads by step, window and service', async () => {
      const find = async (range: object) =>
        (await store().edges({ ...all, ...range })).map(({ at, caller, calls }) => [
          (at - start) / minute,
          caller,
          calls,
        ]);
      expect(await find({ services: ['cart'], step: minute })).toEqual([
        [0, 'web', 3],
        [5, '', 1],
      ]);
      expect(await find({ from: start + minute, step: 60 * minute })).toEqual([[0, '', 1]]);
      expect(await find({ to: start })).toEqual([]);
      expect(await find({ services: ["x'"] })).toEqual([]);
    });

    it('keeps examples, failed ones first, then the slowest', async () => {
      const sample = (spanId: string, more: Partial<CallSample> = {}): CallSample => ({
        at: start + 1,
        caller: 'web',
        callee: 'cart',
        operation: 'GET /cart',
        durationMs: 10,
        error: false,
        traceId: 'a1',
        spanId,
        ...more,
      });
      const failed = sample('2', { error: true, durationMs: 1 });
      await store().addSamples([sample('1'), failed, sample('3', { durationMs: 99, caller: '' }), sample('1')]);
      expect(await store().samples({ ...all, limit: 1 })).toEqual([failed]);
      const ids = async (filter: object) =>
        (await store().samples({ ...all, limit: 10, ...filter })).map(({ spanId }) => spanId);
      expect(await ids({})).toEqual(['2', '3', '1']);
      expect(await ids({ caller: '' })).toEqual(['3']);
      expect(await ids({ caller: 'web', callee: 'cart' })).toEqual(['2', '1']);
      expect(await ids({ callee: 'none' })).toEqual([]);
    });

    it('keeps spans that wait, by owner, until they do no more', async () => {
      const span = (spanId: string, more: Partial<OpenSpan> = {}): OpenSpan => ({
        traceId: 'a1',
        spanId,
        parent: '',
        service: 'web',
        kind: 'client',
        operation: 'GET',
        startedAt: start + 1,
        durationMs: 1.25,
        error: true,
        peer: { name: 'cart', kind: 'external' },
        receivedAt: Date.now(),
        ...more,
      });
      const served = span('2', {
        kind: 'server',
        peer: null,
        parent: 'a1:0',
        error: false,
        receivedAt: Date.now() + 1,
      });
      await store().keepOpen('me', [span('1', { receivedAt: served.receivedAt }), served], []);
      await store().keepOpen('you', [span('9')], []);
      await store().keepOpen('me', [], [span('1', { receivedAt: served.receivedAt })]);
      expect(await store().openSpans('me', served.receivedAt - 10)).toEqual([served]);
      expect(await store().openSpans('me', served.receivedAt + 1)).toEqual([]);
    });
  });
};
