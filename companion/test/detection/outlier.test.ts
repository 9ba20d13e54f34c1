import { describe, expect, test } from 'vitest';
import { emptyJudgement } from '../../src/detection/judgement.js';
import { createScorer, observe } from '../../src/detection/online-scorer.js';
import { createLocalSpread, learnLocal, localDistance } from '../../src/detection/local-spread.js';
import { createOutlier, outlierEvents } from '../../src/detection/outlier.js';
import { noLevel } from '../../src/detection/spread.js';
import { scoreSignal } from '../../src/detection/score-signal.js';
import { daily, DAY, defaults, MINUTE, normal, signal, START } from './signals.js';

const STEP = 5 * MINUTE;
const A_DAY = 288;

/** Days of noise around a daily wave, with `excess` on top at some points. */
const withExcess = (days: number, excess: (index: number) => number) => {
  const usual = daily(3);
  return signal(days * A_DAY, STEP, (time, index) => usual(time) + excess(index));
};

describe('outliers', () => {
  test('a fault that comes every third day is told each time', () => {
    const faults = [5, 8, 11, 14, 17].map((day) => day * A_DAY + ((37 * day) % 250));
    const scored = scoreSignal(
      withExcess(19, (index) => (faults.includes(index) ? 150 : 0)),
      defaults
    );
    expect(faults.map((index) => scored.isAnomaly[index])).toEqual([1, 1, 1, 1, 1]);
  });

  test('what comes every day is a habit after six times, and one of another size is none', () => {
    const isEvent = (index: number): boolean => {
      const day = Math.floor(index / A_DAY);
      return day >= 5 && index % A_DAY === (37 * day) % 250;
    };
    const last = 20 * A_DAY + 100;
    const scored = scoreSignal(
      withExcess(21, (index) => (index === last ? 900 : isEvent(index) ? 120 : 0)),
      defaults
    );
    const told = Array.from({ length: 21 }, (_, day) => scored.isAnomaly.slice(day * A_DAY, (day + 1) * A_DAY)).map(
      (flags) => flags.includes(1)
    );
    expect(told.slice(14, 20)).not.toContain(true);
    expect(scored.isAnomaly[last]).toBe(1);
  });

  test('lesser points one after the other add up', () => {
    const noise = normal(9);
    const outlier = createOutlier();
    const level = { ...noLevel(), median: 0, from: 0, to: 0 };
    const events = (index: number, value: number): number =>
      outlierEvents(outlier, START + index * MINUTE, value, level, MINUTE, 0.01, 'both');
    for (let index = 0; index < 2000; index += 1) {
      expect(events(index, noise())).toBeGreaterThan(1);
    }
    const [first, second, third] = [2000, 2001, 2002].map((index) => events(index, 9)) as [number, number, number];
    expect(first).toBeGreaterThan(1);
    expect(second).toBeLessThan(first);
    expect(third).toBeLessThan(second);
  });

  test('monstrous values are forgotten like others', () => {
    const local = createLocalSpread();
    for (let index = 0; index < 1000; index += 1) {
      learnLocal(local, index === 300 ? 1e300 : index === 301 ? -Number.MAX_VALUE : 1e12 + (index % 2));
    }
    expect(localDistance(local, 1e12 + 6.5, 0.01)).toBeCloseTo(12, 0);
  });

  test('an outlier that is no news counts in full as an anomaly, but little in the score', () => {
    const noise = normal(5);
    const scorer = createScorer(defaults);
    const judgement = emptyJudgement();
    const faults = [8, 11, 14].map((day) => day * A_DAY + ((60 * day) % 250));
    const told = Array.from({ length: 15 * A_DAY }, (_, index) => {
      observe(scorer, START + index * STEP, 10 + noise() + (faults.includes(index) ? 50 : 0), judgement);
      return { ...judgement };
    });
    const last = told[faults[2] as number];
    expect(last).toMatchObject({ isAnomaly: true, detectedBy: 'spike' });
    expect(last?.score).toBeLessThan(0.2);
    expect(last?.weight).toBeGreaterThan(0.9);
  });

  test('restarts of a raw counter are none', () => {
    const noise = normal(6);
    let total = 0;
    const counter = signal(14 * A_DAY, STEP, (_, index) => {
      total = index % 800 === 799 ? 0 : total + 50 + 5 * noise();
      return total;
    });
    const { isAnomaly } = scoreSignal(counter, defaults);
    expect(isAnomaly.slice(5 * A_DAY)).not.toContain(1);
  });
});

describe('an anomaly that is open is not learnt', () => {
  test('half an hour far out in a young series does not widen the band, and the next is found', () => {
    const noise = normal(8);
    const start = (day: number): number => Math.round(day * A_DAY);
    const excursions = [start(0.6), start(2.2)];
    const far = (index: number): boolean => excursions.some((from) => index >= from && index < from + 30);
    const steady = (index: number): number => 40 + noise() + (far(index) ? 60 : 0);
    const scored = scoreSignal(
      signal(3 * A_DAY, STEP, (_, index) => steady(index)),
      defaults
    );
    const width = (index: number): number => (scored.upper[index] as number) - (scored.lower[index] as number);
    const [first] = excursions as [number, number];
    expect(width(first + 60)).toBeLessThan(1.5 * width(first - 1));
    expect(excursions.map((from) => scored.isAnomaly.slice(from, from + 30).includes(1))).toEqual([true, true]);
  });

  test('what lasts is taken for the new normal', () => {
    const noise = normal(8);
    const scored = scoreSignal(
      signal(10 * A_DAY, STEP, (_, index) => 40 + noise() + (index >= 5 * A_DAY ? 60 : 0)),
      defaults
    );
    expect(scored.isAnomaly[5 * A_DAY]).toBe(1);
    expect(scored.lower[10 * A_DAY - 1]).toBeGreaterThan(80);
    expect(scored.isAnomaly.slice((8 * DAY) / STEP)).not.toContain(1);
  });
});
