import type { DetectorSpec, Feedback } from '@watchroom/contract';
import type { Logger } from 'pino';
import type { LiveHub } from '../http/live-hub.js';
import type { Service } from '../service.js';
import type { DetectorSet } from './detector-set.js';
import type { DocumentBook } from './document-book.js';
import type { FeedbackBook } from './feedback-book.js';

/** Takes in what other companions on the same store changed, and tells open pages of every change. */
export interface DetectionSync extends Service {
  once(): Promise<void>;
  detectorsChanged(): void;
  feedbackChanged(feedback: Feedback[]): void;
}

const EVERY = 5000;

export const createDetectionSync = (deps: {
  book: DocumentBook<DetectorSpec>;
  feedback: FeedbackBook;
  set: DetectorSet;
  hub: LiveHub;
  logger: Logger;
}): DetectionSync => {
  const { book, feedback, set, hub, logger } = deps;
  const hidden = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let underWay: Promise<void> | null = null;

  const detectorsChanged = (): void => hub.publish({ type: 'detection', changed: 'detectors' });
  const feedbackChanged = (changed: Feedback[]): void => {
    changed.forEach(({ detector, seriesId }) => set.reconsider(detector, seriesId));
    hub.publish({ type: 'detection', changed: 'feedback' });
  };

  const takeIn = (name: string): void => {
    const entry = book.get(name);
    if (set.origin(name) === 'file') {
      if (entry && !hidden.has(name)) {
        hidden.add(name);
        logger.warn({ detector: name }, 'a file has a detector of this name too; the one made in Grafana does not run');
      }
    } else if (entry) {
      set.put(entry.value, 'ui');
    } else {
      set.remove(name);
    }
  };

  const read = async (): Promise<void> => {
    // Feedback first: a detector that is taken in learns by it.
    const said = await feedback.sync();
    if (said.length > 0) {
      feedbackChanged(said);
    }
    const changed = await book.sync();
    changed.forEach(takeIn);
    if (changed.length > 0) {
      detectorsChanged();
    }
  };

  const once = (): Promise<void> =>
    (underWay ??= read().finally(() => {
      underWay = null;
    }));

  return {
    once,
    detectorsChanged,
    feedbackChanged,
    start: async () => {
      await once();
      timer = setInterval(() => {
        once().catch((error: unknown) =>
          logger.warn({ err: error }, 'detectors and feedback could not be read; trying again in some seconds')
        );
      }, EVERY);
      timer.unref();
    },
    stop: async () => {
      clearInterval(timer);
      await underWay?.catch(() => undefined);
    },
  };
};
