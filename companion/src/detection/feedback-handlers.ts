import type { Anomaly, Feedback, FeedbackRequest } from '@watchroom/contract';
import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import { HttpProblem, notFound } from '../http/http-problem.js';
import type { Handlers } from '../http/route.js';
import { fingerprintOf } from '../pipeline/fingerprint.js';
import { idOfKey } from '../stores/timeseries/series-id.js';
import type { TimeseriesStore } from '../stores/timeseries/timeseries-store.js';
import type { FeedbackBook } from './feedback-book.js';

/** Writes a line of a person into an alert's timeline; rejects with `HttpProblem` 404 where there is no such alert. */
export type CommentOnAlert = (alertId: string, text: string, actor: string) => Promise<void>;

const DAY = 86_400_000;
/** Longer than any history that is learnt from. */
const LONGEST = 400 * DAY;

/** The same for the same anomaly: what is said later replaces what was said. */
const feedbackId = (anomalyId: string): string => idOfKey(`feedback ${anomalyId}`);

const checkUntil = ({ verdict, until }: FeedbackRequest, now: number): number | null => {
  const refuse = (message: string): never => {
    throw new HttpProblem(400, 'Invalid feedback', {
      detail: `until ${message}`,
      errors: [{ field: 'until', message }],
    });
  };
  if (verdict === 'not-an-anomaly') {
    return until === null ? null : refuse('goes with "expected" only');
  }
  if (until === null) {
    return refuse('is missing: say when what is expected will be over');
  }
  if (until <= now) {
    return refuse('must be in the future');
  }
  return until > now + LONGEST ? refuse('must be within 400 days') : until;
};

const inForce = ({ verdict, until }: Feedback, now: number): boolean =>
  verdict === 'not-an-anomaly' || (until !== null && until > now);

const wordsOf = ({ verdict, until, reason }: Feedback): string =>
  verdict === 'expected'
    ? `Expected until ${new Date(until ?? 0).toISOString()}: ${reason}`
    : `Not an anomaly: ${reason}`;

/** What people say of anomalies. `onChange` is told of each change, to judge the series by it. */
export const createFeedbackHandlers = (deps: {
  book: FeedbackBook;
  store: Pick<TimeseriesStore, 'getAnomaly'>;
  comment: CommentOnAlert;
  onChange: (feedback: Feedback[]) => void;
  clock: Clock;
  logger: Logger;
}): Pick<Handlers, 'giveFeedback' | 'listFeedback' | 'revertFeedback'> => {
  const { book, store, clock, logger } = deps;

  /** The feedback stands already; a comment that can't be written must not look as if it did not. */
  const comment = async ({ detector, seriesId }: Feedback, text: string, actor: string): Promise<void> => {
    try {
      await deps.comment(fingerprintOf('watchroom', [detector, seriesId]), text, actor);
    } catch (error) {
      if (!(error instanceof HttpProblem && error.status === 404)) {
        logger.warn({ err: error, detector, seriesId }, 'feedback could not be written into the timeline of its alert');
      }
    }
  };

  const feedbackOn = (anomaly: Anomaly, request: FeedbackRequest, by: string, now: number): Feedback => ({
    id: feedbackId(anomaly.id),
    anomalyId: anomaly.id,
    detector: anomaly.detector,
    seriesId: anomaly.seriesId,
    metric: anomaly.metric,
    labels: anomaly.labels,
    verdict: request.verdict,
    reason: request.reason,
    from: anomaly.startsAt,
    until: checkUntil(request, now),
    score: anomaly.score,
    by,
    at: now,
  });

  return {
    giveFeedback: async ({ params: { id = '' }, body, identity }) => {
      const now = clock.now();
      checkUntil(body, now);
      const anomaly = await store.getAnomaly(id);
      if (!anomaly) {
        throw notFound(`anomaly ${id}`);
      }
      const given = feedbackOn(anomaly, body, identity.sub, now);
      await book.give(given);
      const { detector, seriesId, verdict, reason, until } = given;
      logger.info({
        audit: 'give feedback',
        by: identity.sub,
        detector,
        seriesId,
        anomaly: id,
        verdict,
        reason,
        until,
      });
      await comment(given, wordsOf(given), identity.sub);
      deps.onChange([given]);
      return given;
    },

    listFeedback: async ({ query: { seriesId, detector } }) => ({
      items: book
        .all()
        .filter((one) => inForce(one, clock.now()))
        .filter((one) => seriesId === undefined || one.seriesId === seriesId)
        .filter((one) => detector === undefined || one.detector === detector)
        .sort((a, b) => b.at - a.at),
    }),

    revertFeedback: async ({ params: { id = '' }, identity }) => {
      const reverted = await book.revert(id);
      if (!reverted) {
        throw notFound(`feedback ${id}`);
      }
      const { detector, seriesId, anomalyId, verdict } = reverted;
      logger.info({ audit: 'revert feedback', by: identity.sub, detector, seriesId, anomaly: anomalyId, verdict });
      await comment(reverted, `Feedback taken back ("${wordsOf(reverted)}")`, identity.sub);
      deps.onChange([reverted]);
      return reverted;
    },
  };
};
