const MONTH = 30 * 86_400_000;
const HOUR = 3_600_000;

/**
 * Turns raw surprise (>= 0, mostly 0) into 0..1 on one scale for all series: 1 / (1 + n), where n is how many events of at
 * least this surprise the series is expected to have in a month. Events are peaks over zero, parted by six calm hours
 * (declustering as in peaks over threshold, Coles 2001, chapter 4); their sizes are taken as exponential, and the rate and
 * the mean are learnt from closed events only, starting from what operations metrics usually show. A new record is the rarer
 * the longer the past is, hence the factor for young series.
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
const USUAL_SIZE = 0.4;
const WORTH_MONTHS = 3;
const WORTH_EVENTS = 50;
/** One event counts at most this much, so that a disaster does not deafen the series. */
const LARGEST_SIZE = 3;
const EVENT_GAP = 6 * HOUR;
const YOUNG = 72 * HOUR;

export const createCalibration = (): Calibration => ({ since: NaN, events: 0, sizes: 0, peak: 0, lastAt: NaN });

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
  const age = Math.max(HOUR / 60, time - calibration.since);
  const rate = (calibration.events + USUAL_EVENTS_A_MONTH * WORTH_MONTHS) / (age / MONTH + WORTH_MONTHS);
  const size = (calibration.sizes + USUAL_SIZE * WORTH_EVENTS) / (calibration.events + WORTH_EVENTS);
  calibration.peak = Math.max(calibration.peak, surprise);
  calibration.lastAt = time;
  return 1 / (1 + rate * (1 + YOUNG / age) ** 2 * Math.exp(-surprise / size));
};

/**
 * False alerts that a sensitivity (0..1) aims at for a series and month: one at 0.5, a hundredth at 0, a hundred at 1. It is
 * an aim, since sizes are not always exponential: at 0.5, simulated noise of ten kinds had 1.3 on average over the first two
 * months, smooth daily waves 0.1, heavy-tailed latencies 3.
 */
export const alertBudget = (sensitivity: number): number => 10 ** (4 * sensitivity - 2);

/** The score from which an anomaly is declared, so that the budget (times `factor`, see `applyFeedback`) is kept. */
export const scoreThreshold = (sensitivity: number, factor = 1): number => 1 / (1 + factor * alertBudget(sensitivity));
