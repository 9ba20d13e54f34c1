import type { Matcher } from '@watchroom/contract';
import { describe, expect, it } from 'vitest';
import { HttpProblem } from '../../http/http-problem.js';
import { seriesHandlers } from './series-handlers.js';
import type { TimeseriesStore } from './timeseries-store.js';

describe('GET /api/v1/series', () => {
  const asked: unknown[] = [];
  const found = { id: '1', name: 'up', labels: {}, unit: null, lastAt: 1, lastValue: 1 };
  const store = {
    findSeries: (matchers: Matcher[], limit: number) => {
      asked.push([matchers, limit]);
      return Promise.resolve([found]);
    },
  } as Partial<TimeseriesStore> as TimeseriesStore;
  const identity = { sub: 'a', name: 'A', org: '1', role: 'Viewer' as const };
  const list = (match?: string) =>
    seriesHandlers({ store }).listSeries({
      params: {},
      query: { match, limit: 5 },
      body: undefined as never,
      identity,
    });

  it('hands the matchers to the store', async () => {
    expect(await list('up{job=~"a.*"}')).toEqual({ items: [found] });
    await list();
    expect(asked).toEqual([
      [
        [
          { label: '__name__', op: '=', value: 'up' },
          { label: 'job', op: '=~', value: 'a.*' },
        ],
        5,
      ],
      [[], 5],
    ]);
  });

  it('refuses a selector that cannot be read, naming the parameter', async () => {
    const error: unknown = await list('up{').catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(HttpProblem);
    expect((error as HttpProblem).options.errors?.[0]?.field).toBe('match');
  });
});
