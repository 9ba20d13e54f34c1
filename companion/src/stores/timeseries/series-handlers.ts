import type { Matcher } from '@watchroom/contract';
import { MatcherSyntaxError, parseMatchers } from '../../config/matchers.js';
import { HttpProblem } from '../../http/http-problem.js';
import type { Handlers } from '../../http/route.js';
import type { TimeseriesStore } from './timeseries-store.js';

/** The matchers of a selector given as `match`; `HttpProblem` 400 where it cannot be read. */
export const matchersOf = (match: string | undefined): Matcher[] => {
  try {
    return match === undefined ? [] : parseMatchers(match);
  } catch (error) {
    if (error instanceof MatcherSyntaxError) {
      const { message } = error;
      throw new HttpProblem(400, 'Invalid match', { detail: message, errors: [{ field: 'match', message }] });
    }
    throw error;
  }
};

/** `GET /api/v1/series`: stored series by name and labels; `HttpProblem` 400 where `match` cannot be read. */
export const seriesHandlers = (deps: { store: TimeseriesStore }): Pick<Handlers, 'listSeries'> => ({
  listSeries: async ({ query }) => ({
    items: await deps.store.findSeries(matchersOf(query.match), query.limit),
  }),
});
