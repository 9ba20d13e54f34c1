const MONTH = 30 * 86_400_000;
const HOUR = 3_600_000;

/**
 * Turns raw surprise (>= 0, mostly 0) into 0..1 on one scale for all series: 1 / (1 + n), where n is how many events of at
 * least this surprise the series is expected to have in a month. Events are peaks over zero, parted by six calm hours
 * (declustering as in peaks over threshold, Coles 2001, chapter 4); their sizes are taken as exponential, and the rate and
 * the mean are learnt from closed events only, starting from what operations metrics usually show; large sizes are drawn in, since
 * their tail is heavier than exponential. A new record is the rarer the longer the past is, hence the factor for youth.
 */
export interface Calibration {
  since: number;
  events: number;
  sizes: number;
  /** Of the event under way; 0 where there is none. */
  peak: number;
  lastAt: number;
}

/** What is assumed before anything is known: events a month and their mean size, and how much evidence that is worth. */
const USUAL_EVENTS_A_MONTH = 10;
const USUAL_SIZE = 0.53;
const WORTH_MONTHS = 3;
const WORTH_EVENTS = 200;
/** One event counts at most this much, so that a disaster does not deafen the series. */
const LARGEST_SIZE = 3;
const LEAST_AGE = HOUR / 60;
const EVENT_GAP = 6 * HOUR;
/** A series younger than this has not seen its weekend. */
const YOUNG = 120 * HOUR;
/** How much larger sizes are drawn in: none at 0. */
const TAIL = 0.2;

export const createCalibration = (): Calibration => ({ since: NaN, events: 0, sizes: 0, peak: 0, lastAt: NaN });

const meanSize = ({ sizes, events }: Calibration): number =>
  (sizes + USUAL_SIZE * WORTH_EVENTS) / (events + WORTH_EVENTS);

const youth = (time: number, since: number): number => 1 + YOUNG / Math.max(LEAST_AGE, time - since);

/**
 * What is to be taken off a surprise that rests on a record kept since `since` (ms): a young record is easily broken, though
 * the series may be old.
 */
export const youthDiscount = (calibration: Calibration, time: number, since: number): number => {
  const ratio = youth(time, since) / youth(time, Number.isNaN(calibration.since) ? time : calibration.since);
  return 2 * meanSize(calibration) * Math.log(ratio);
};

/** The score of `surprise` at `time` (ms), by what came before; then learns it. */
export const calibrate = (calibration: Calibration, time: number, surprise: number): number => {
  if (Number.isNaN(calibration.since)) {
    calibration.since = time;
  }
  if (surprise <= 0) {
    if (calibration.peak > 0 && time - calibration.lastAt > EVENT_GAP) {
      calibration.events += 1;
      calibration.sizes += Math.min(LARGEST_SIZE, calibration.peak);
      calibration.peak = 0;
    }
    return 0;
  }
  const size = Math.log1p(TAIL * surprise) / TAIL;
  const age = Math.max(LEAST_AGE, time - calibration.since);
  const rate = (calibration.events + USUAL_EVENTS_A_MONTH * WORTH_MONTHS) / (age / MONTH + WORTH_MONTHS);
  calibration.peak = Math.max(calibration.peak, size);
  calibration.lastAt = time;
  return 1 / (1 + rate * youth(time, calibration.since) ** 2 * Math.exp(-size / meanSize(calibration)));
};

/**
 * False alerts that a sensitivity (0..1) aims at for a series and month: one at 0.5, a hundredth at 0, a hundred at 1. It is
 * an aim, since sizes are not always exponential: at 0.5, simulated noise of ten kinds had 1.3 on average over the first two
 * months, smooth daily waves 0.1, heavy-tailed latencies 3.
 */
export const alertBudget = (sensitivity: number): number => 10 ** (4 * sensitivity - 2);

/** The score from which an anomaly is declared, so that the budget (times `factor`, see `applyFeedback`) is kept. */
export const scoreThreshold = (sensitivity: number, factor = 1): number => 1 / (1 + factor * alertBudget(sensitivity));
