import { describe, expect, test } from 'vitest';
import { alertBudget, calibrate, createCalibration, scoreThreshold } from '../../src/detection/calibration.js';
import { createExtremes, learnExtremes } from '../../src/detection/extreme.js';
import { createNovelty, exceedance } from '../../src/detection/novelty.js';
import { emptyJudgement } from '../../src/detection/judgement.js';
import { createSortedWindow, halveSorted, pushSorted, quantileOfSorted } from '../../src/detection/sorted-window.js';
import { measureLevel, noLevel } from '../../src/detection/spread.js';
import { createStepTracker, trackStep } from '../../src/detection/step.js';
import { createThresholdJudge } from '../../src/detection/threshold.js';
import { createVerdict, judge } from '../../src/detection/verdict.js';
import { DAY, MINUTE, seeded } from './signals.js';

describe('sorted window', () => {
  test('holds the newest numbers in order, as sorting them anew would', () => {
    const random = seeded(1);
    const window = createSortedWindow(17);
    const all: number[] = [];
    for (let index = 0; index < 500; index += 1) {
      const value = Math.round(random() * 20);
      all.push(value);
      pushSorted(window, value);
      if (index === 200) {
        halveSorted(window);
        const kept = all.slice(-17).filter((_, place) => place % 2 === 0);
        all.splice(0, all.length, ...kept);
      }
      expect([...window.sorted.slice(0, window.size)]).toEqual(all.slice(-17).sort((a, b) => a - b));
    }
  });

  test('quantiles are linear between ranks', () => {
    expect(quantileOfSorted(Float64Array.of(9, 1, 2, 3, 4), 1, 4, 0.5)).toBe(2.5);
    expect(quantileOfSorted(Float64Array.of(7), 0, 1, 0.9)).toBe(7);
  });

  test('spread is that of a normal distribution, one-sided, and shrugs off a fifth of wild points', () => {
    const level = noLevel();
    const sorted = Float64Array.from({ length: 100 }, (_, index) => (index >= 91 ? 1e9 : index / 10));
    measureLevel(sorted, 0, 100, level);
    expect(level.median).toBeCloseTo(4.95, 5);
    expect(level.up).toBeLessThan(5);
    expect(level.down).toBeLessThan(5);
  });
});

test('step: the median first, unmoved by gaps, following a lasting change', () => {
  const tracker = createStepTracker();
  let time = 0;
  const go = (distance: number, count: number): void => {
    for (let index = 0; index < count; index += 1) {
      time += distance;
      trackStep(tracker, time);
    }
  };
  go(10_000, 20);
  go(DAY, 1);
  go(10_000, 20);
  expect(tracker.step).toBe(10_000);
  expect(trackStep(tracker, time - 5000)).toBe(0);
  go(300_000, 300);
  expect(tracker.step).toBe(300_000);
});

test('extremes: of four weeks, then forgotten', () => {
  const extremes = createExtremes();
  learnExtremes(extremes, 0, 100);
  for (let day = 1; day < 28; day += 1) {
    learnExtremes(extremes, day * DAY, day % 2);
    expect(extremes.high).toBe(100);
  }
  learnExtremes(extremes, 28 * DAY, 0.5);
  expect([extremes.high, extremes.low]).toEqual([1, 0]);
  learnExtremes(extremes, 27 * DAY, 50);
  expect(extremes.high).toBe(50);
  learnExtremes(extremes, 90 * DAY, 2);
  expect([extremes.high, extremes.low]).toEqual([2, 2]);
});

test('novelty: one disaster does not hide the next', () => {
  const novelty = createNovelty();
  [2, 0].forEach((value) => exceedance(novelty, value, 1));
  expect(exceedance(novelty, 1, 1)).toBe(0);
  expect(exceedance(novelty, 1e9, 1)).toBe(5);
  exceedance(novelty, 1, 1);
  expect(novelty.record).toBeLessThan(10);
  expect(exceedance(novelty, 40, 1)).toBeGreaterThan(1);
});

test('novelty: a slow rise counts as a whole, but not for ever', () => {
  const novelty = createNovelty();
  [3, 0].forEach((value) => exceedance(novelty, value, 1));
  const rise = [4, 5, 6, 7, 8].map((value) => exceedance(novelty, value, 1));
  expect(rise).toEqual([1 / 8, 2 / 8, 3 / 8, 4 / 8, 5 / 8]);
  for (let index = 0; index < 100; index += 1) {
    exceedance(novelty, 8, 1);
  }
  expect(exceedance(novelty, 8, 1)).toBe(0);
});

describe('calibration', () => {
  test('rises with surprise, within 0..1, and falls where surprises are usual', () => {
    const calm = createCalibration();
    const busy = createCalibration();
    for (let hour = 0; hour < 24 * 60; hour += 1) {
      calibrate(calm, hour * 60 * MINUTE, 0);
      calibrate(busy, hour * 60 * MINUTE, hour % 8 === 0 ? 2 : 0);
    }
    const later = 61 * DAY;
    const scores = [0.1, 0.5, 2, 1000].map((surprise) => calibrate({ ...calm }, later, surprise));
    expect(scores).toEqual([...scores].sort((a, b) => a - b));
    expect(scores.at(-1)).toBeLessThanOrEqual(1);
    expect(calibrate(busy, later, 2)).toBeLessThan(scores[2] as number);
  });

  test('a young series is trusted less', () => {
    const young = createCalibration();
    calibrate(young, 0, 0);
    const old = createCalibration();
    calibrate(old, 0, 0);
    expect(calibrate(young, 10 * MINUTE, 1)).toBeLessThan(calibrate(old, 30 * DAY, 1));
  });

  test('budget and threshold follow the sensitivity', () => {
    expect([0, 0.5, 1].map(alertBudget)).toEqual([0.01, 1, 100]);
    expect(scoreThreshold(0.5)).toBe(0.5);
  });
});

describe('verdict', () => {
  test('flags points outside the band; the anomaly goes on over short calms and ends after three', () => {
    const verdict = createVerdict();
    const path = [
      [0.9, 1.2],
      [0, 1.1],
      [0, 0.8],
      [0, 0.5],
      [0, 0.5],
      [0, 0.9],
      [0, 0.5],
      [0, 0.5],
      [0, 0.5],
    ] as const;
    const flagged = path.map(([score, off]) => [judge(verdict, score, 0.5, off, false), verdict.open]);
    expect(flagged.map(([isAnomaly]) => isAnomaly)).toEqual([true, true, ...Array<boolean>(7).fill(false)]);
    expect(flagged.map(([, open]) => open)).toEqual([...Array<boolean>(8).fill(true), false]);
  });

  test('refractory: soon after, only what is worse begins a new one; inside the band nothing does', () => {
    const verdict = createVerdict();
    judge(verdict, 0.8, 0.5, 2, false);
    [1, 2, 3].forEach(() => judge(verdict, 0, 0.5, 0, false));
    expect(judge(verdict, 0.7, 0.5, 2, false)).toBe(false);
    expect(judge(verdict, 0.9, 0.5, 0.9, false)).toBe(false);
    expect(judge(verdict, 0.9, 0.5, 2, false)).toBe(true);
  });

  test('of a long excursion the first points are flagged; the anomaly lasts as long as it does', () => {
    const verdict = createVerdict();
    const flagged = Array.from({ length: 20 }, (_, index) => judge(verdict, index === 0 ? 0.9 : 0, 0.5, 2, false));
    expect(flagged.filter(Boolean).length).toBe(5);
    expect(verdict.open).toBe(true);
  });

  test('an outlier is flagged by itself, without a score, and not again soon after', () => {
    const verdict = createVerdict();
    expect([true, true, false, true].map((outlies) => judge(verdict, 0, 0.5, 2, outlies))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(judge(createVerdict(), 0, 0.5, 0.9, true)).toBe(false);
  });
});

describe('threshold', () => {
  const run = (rule: Parameters<typeof createThresholdJudge>[0], points: Array<[number, number]>) => {
    const judging = createThresholdJudge(rule);
    const judgement = emptyJudgement();
    return points.map(([minute, value]) => {
      judging.observe(minute * MINUTE, value, judgement);
      return judgement.isAnomaly ? (judging.beganAt() as number) / MINUTE : null;
    });
  };

  test('above for some time, told with its beginning; NaN changes nothing', () => {
    const rule = { above: 10, below: null, forSeconds: 120 };
    expect(
      run(rule, [
        [0, 5],
        [1, 11],
        [2, 12],
        [3, 11],
        [4, NaN],
        [5, 10],
        [6, 11],
        [7, 5],
      ])
    ).toEqual([null, null, null, 1, 1, null, null, null]);
  });

  test('below at once; a long gap starts the wait over', () => {
    expect(run({ above: null, below: 1, forSeconds: 0 }, [[0, 0.5]])).toEqual([0]);
    expect(
      run({ above: 1, below: null, forSeconds: 60 }, [
        [0, 2],
        [30, 2],
        [31, 2],
      ])
    ).toEqual([null, null, 30]);
  });
});
