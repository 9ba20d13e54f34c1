import { compileMatchers, type DetectorSpec, type Feedback } from '@watchroom/contract';
import type { Calendars, HeededSeries, HeedingSpec } from './calendars.js';
import { applyFeedback, type FeedbackEffect, type Heeded } from './feedback-effect.js';
import { watchedMatchers } from './sources/watched-matchers.js';

/** What a series is judged by besides its points. */
export interface Heeding {
  /** What people said of it. */
  feedbackOf(seriesId: string): readonly Feedback[];
  /** What people said of it at any time, and the times of calendars that touch [from, to] (ms). */
  during(series: HeededSeries, from: number, to: number): readonly Heeded[];
}

/** What is heeded of a series at a time. */
export const effectAt = (heeding: Pick<Heeding, 'during'>, series: HeededSeries, time: number): FeedbackEffect =>
  applyFeedback(heeding.during(series, time, time), time);

/** Feedback first: it is said of one series, and mostly there is none. */
const together = (said: readonly Heeded[], times: readonly Heeded[]): readonly Heeded[] =>
  times.length === 0 ? said : [...said, ...times];

/** What one detector heeds. */
export const createHeeding = (deps: {
  spec: HeedingSpec;
  calendars: Pick<Calendars, 'during'>;
  feedbackOf: (seriesId: string) => readonly Feedback[];
}): Heeding => {
  const { spec, calendars, feedbackOf } = deps;
  return {
    feedbackOf,
    during: (series, from, to) => together(feedbackOf(series.id), calendars.during(spec, series, from, to)),
  };
};

/** Of a series that no detector watches. */
const nobody: HeedingSpec = { calendars: null, holidays: 'skip' };

/** What bands on panels heed: all that the baseline detectors heed that watch a series, and the default calendars where none does. */
export const createPanelHeeding = (deps: {
  specs: () => readonly DetectorSpec[];
  calendars: Pick<Calendars, 'during'>;
  /** Of a series under any detector. */
  feedbackOf: (seriesId: string) => readonly Feedback[];
}): Heeding => {
  const { calendars, feedbackOf } = deps;
  const watching = new WeakMap<DetectorSpec, ReturnType<typeof compileMatchers>>();
  const watches = (spec: DetectorSpec, { name, labels }: HeededSeries): boolean => {
    const fits = watching.get(spec) ?? compileMatchers(watchedMatchers(spec));
    watching.set(spec, fits);
    return fits(labels, name);
  };
  return {
    feedbackOf,
    during: (series, from, to) => {
      const watchers = deps.specs().filter((spec) => spec.kind === 'baseline' && watches(spec, series));
      const specs: HeedingSpec[] = watchers.length > 0 ? watchers : [nobody];
      return together(
        feedbackOf(series.id),
        specs.flatMap((spec) => calendars.during(spec, series, from, to))
      );
    },
  };
};
