import { notFound } from '../http/http-problem.js';
import type { Handlers } from '../http/route.js';
import { matchersOf } from '../stores/timeseries/series-handlers.js';
import type { TimeseriesStore } from '../stores/timeseries/timeseries-store.js';
import type { FeedbackBook } from './feedback-book.js';
import { checkTimeRange } from './time-range.js';

/** Earlier anomalies that are shown beside one. */
const SIMILAR = 20;

/** Answers the contract's routes about anomalies. */
export const createAnomalyHandlers = (deps: {
  store: Pick<TimeseriesStore, 'listAnomalies' | 'getAnomaly' | 'anomalyHeatmap'>;
  feedback: Pick<FeedbackBook, 'ofSeries'>;
}): Pick<Handlers, 'listAnomalies' | 'anomalyHeatmap' | 'getAnomaly'> => {
  const { store, feedback } = deps;
  return {
    listAnomalies: async ({ query }) => {
      checkTimeRange(query, 'query');
      return { items: await store.listAnomalies(query) };
    },

    anomalyHeatmap: async ({ query: { match, ...range } }) => {
      checkTimeRange(range, 'query');
      return store.anomalyHeatmap({ ...range, matchers: matchersOf(match) });
    },

    getAnomaly: async ({ params: { id = '' } }) => {
      const anomaly = await store.getAnomaly(id);
      if (!anomaly) {
        throw notFound(`anomaly ${id}`);
      }
      const { seriesId, direction, startsAt } = anomaly;
      const similar = await store.listAnomalies({ from: 0, to: startsAt, seriesId, direction, limit: SIMILAR });
      return {
        anomaly,
        similar,
        feedback: feedback.ofSeries(seriesId).filter(({ anomalyId }) => anomalyId === id),
      };
    },
  };
};
