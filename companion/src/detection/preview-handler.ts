import type { DetectorSpec } from '@watchroom/contract';
import type { Clock } from '../clock.js';
import { HttpProblem } from '../http/http-problem.js';
import type { Handlers } from '../http/route.js';
import type { TimeseriesStore } from '../stores/timeseries/timeseries-store.js';
import type { SpecCheck } from './check-spec.js';
import type { Heeding } from './heeding.js';
import { previewDetector } from './preview.js';
import type { Sources } from './sources/types.js';
import { checkTimeRange } from './time-range.js';

/** Previews at a time, and how many may wait: an editor asks again with each change, and its old questions are given up. */
const AT_ONCE = 2;
const WAITING = 20;
/** Longest work for one preview, ms. */
const LONGEST = 30_000;

/** Runs work a few at a time, in order of the calls; work whose signal is aborted while it waits is never begun. */
const createGate = () => {
  let running = 0;
  const waiting: Array<() => void> = [];
  return async <T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> => {
    if (running >= AT_ONCE) {
      if (waiting.length >= WAITING) {
        throw new HttpProblem(503, 'Too many previews', {
          detail: `${AT_ONCE + WAITING} previews are under way; try again in a moment`,
          retryAfterSeconds: 2,
        });
      }
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running += 1;
    }
    try {
      signal.throwIfAborted();
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) {
        next();
      } else {
        running -= 1;
      }
    }
  };
};

/** `POST /api/v1/detectors/preview`; ends soon after the caller hangs up. */
export const createPreviewHandler = (deps: {
  store: Pick<TimeseriesStore, 'read' | 'findSeries'>;
  clock: Clock;
  sources: Pick<Sources, 'preview'> | null;
  check: SpecCheck;
  heedingOf: (spec: DetectorSpec) => Heeding;
}): Pick<Handlers, 'previewDetector'> => {
  const gated = createGate();
  return {
    previewDetector: async ({ body, signal = new AbortController().signal }) => {
      checkTimeRange(body, 'body');
      deps.check(body.spec, 'spec.');
      const late = new AbortController();
      const work = async () => {
        const timer = setTimeout(() => late.abort(), LONGEST);
        try {
          return await previewDetector(deps, body, AbortSignal.any([signal, late.signal]));
        } finally {
          clearTimeout(timer);
        }
      };
      try {
        return await gated(signal, work);
      } catch (error) {
        if (late.signal.aborted) {
          throw new HttpProblem(503, 'Preview takes too long', {
            detail: `It was given up after ${LONGEST / 1000} s: ask for a shorter time, fewer series or less history`,
          });
        }
        // Nobody reads it; the log has 499.
        throw signal.aborted ? new HttpProblem(400, 'Preview given up', { detail: 'The caller hung up' }) : error;
      }
    },
  };
};
