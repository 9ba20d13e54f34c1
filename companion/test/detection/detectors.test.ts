import { describe, expect, test } from 'vitest';
import { createDeparture } from '../../src/detection/departure.js';
import { createFlatLine, flatLine } from '../../src/detection/flat-line.js';
import { levelShift } from '../../src/detection/level-shift.js';
import { createReporting, missingSince, noteReport } from '../../src/detection/missing-data.js';
import { emptyJudgement } from '../../src/detection/judgement.js';
import { createScorer, observe, scorerBaselineFrom } from '../../src/detection/online-scorer.js';
import { createPeerWatch, peerOutliers } from '../../src/detection/peer-outlier.js';
import { onceInWeeks } from '../../src/detection/track-anomaly.js';
import { trendChange } from '../../src/detection/trend-change.js';
import { createUnrest, unrest } from '../../src/detection/unrest.js';
import type { DetectorConfig } from '../../src/config/settings.js';
import { createWatched, judgePoints, missingAnomaly } from '../../src/detection/watched-series.js';
import { DAY, HOUR, MINUTE, START, daily, defaults, normal } from './signals.js';

const STEP = 5 * MINUTE;

describe('level shift, trend change and unrest', () => {
  test.each([
    ['level shift', levelShift, 1.5, 36],
    ['trend change', trendChange, 1, 144],
  ] as const)('%s: noise is nothing much, a lasting small offset is', (_, detect, offset, points) => {
    const noise = normal(1);
    const state = createDeparture();
    let most = 0;
    for (let index = 0; index < 4000; index += 1) {
      const surprise = detect(state, noise(), 1, 'both');
      most = index < 1000 ? 0 : Math.max(most, surprise);
    }
    let found = 0;
    for (let index = 0; index < points; index += 1) {
      found = Math.max(found, detect(state, noise() + offset, 1, 'both'));
    }
    expect(most).toBeLessThan(0.4);
    expect(found).toBeGreaterThan(Math.max(0.4, 2 * most));
  });

  test('only in the direction asked for', () => {
    const [up, down] = [createDeparture(), createDeparture()];
    for (let index = 0; index < 30; index += 1) {
      levelShift(up, 3, 1, 'up');
      expect(levelShift(down, 3, 1, 'down')).toBe(0);
    }
    expect(levelShift(up, 3, 1, 'up')).toBeGreaterThan(1);
  });

  test('unrest: a wider spread about the same level', () => {
    const noise = normal(3);
    const state = createUnrest();
    for (let index = 0; index < 2000; index += 1) {
      unrest(state, Math.abs(noise()), 1);
    }
    let found = 0;
    for (let index = 0; index < 24; index += 1) {
      found = Math.max(found, unrest(state, Math.abs(4 * noise()), 1));
    }
    expect(found).toBeGreaterThan(0.5);
  });
});

describe('flat line', () => {
  const run = (values: number[]): number => {
    const flat = createFlatLine();
    return values.reduce((_, value) => flatLine(flat, value, STEP), Infinity);
  };
  const lively = Array.from({ length: 500 }, (_, index) => Math.sin(index) * 10);

  test('a series that never stands still has stopped', () => {
    expect(run([...lively, ...Array<number>(6).fill(7)])).toBe(Infinity);
    expect(run([...lively, ...Array<number>(8).fill(7)])).toBeLessThan(1e-6);
  });

  test('series that often repeat, constant ones and young ones say nothing by it', () => {
    expect(run([...lively.flatMap((value) => [value, value]), ...Array<number>(50).fill(7)])).toBe(Infinity);
    expect(run(Array<number>(5000).fill(7))).toBe(Infinity);
    expect(run([...lively.slice(0, 100), ...Array<number>(50).fill(7)])).toBe(Infinity);
  });

  test('told once in the score, flagged while it lasts, over when it moves', () => {
    const scorer = createScorer(defaults);
    const judgement = emptyJudgement();
    const usual = daily(1);
    let time = START;
    for (; time < START + 5 * DAY; time += STEP) {
      observe(scorer, time, usual(time), judgement);
    }
    const held = usual(time);
    const said: Array<[boolean, string, number]> = [];
    for (const end = time + 2 * HOUR; time < end; time += STEP) {
      observe(scorer, time, held, judgement);
      said.push([judgement.open, judgement.detectedBy, judgement.score]);
    }
    expect(said.at(-1)?.slice(0, 2)).toEqual([true, 'flat-line']);
    expect(said.filter(([, , score]) => score > 0.5)).toHaveLength(1);
    for (const end = time + HOUR; time < end; time += STEP) {
      observe(scorer, time, usual(time), judgement);
    }
    expect(judgement.open).toBe(false);
  });
});

describe('missing data', () => {
  const reported = (steps: readonly number[]) => {
    const reporting = createReporting();
    let time = START;
    noteReport(reporting, time);
    for (const step of steps) {
      time += step;
      noteReport(reporting, time);
    }
    return { reporting, time };
  };
  const regular = Array<number>(100).fill(MINUTE);

  test('a series that used to report is missing after five steps, since its next point was due', () => {
    const { reporting, time } = reported(regular);
    expect(missingSince(reporting, time + 5 * MINUTE, 0)).toBeNull();
    expect(missingSince(reporting, time + 5 * MINUTE + 1, 0)).toBe(time + MINUTE);
  });

  test('one that is used to gaps is given longer', () => {
    const { reporting, time } = reported([...regular, 20 * MINUTE, ...regular]);
    expect(missingSince(reporting, time + 39 * MINUTE, 0)).toBeNull();
    expect(missingSince(reporting, time + 41 * MINUTE, 0)).toBe(time + MINUTE);
  });

  test('young ones and those that ended long ago are not missed; late points change nothing', () => {
    const young = reported(regular.slice(0, 30));
    expect(missingSince(young.reporting, young.time + DAY, 0)).toBeNull();
    const { reporting, time } = reported(regular);
    expect(missingSince(reporting, time + DAY, time + HOUR)).toBeNull();
    noteReport(reporting, time - HOUR);
    expect(reporting.lastAt).toBe(time);
  });
});

describe('peer outlier', () => {
  const peers = [10, 11, 9.5, 10.2, 10.4, 9.8, 10.1];

  test('one of many stands apart', () => {
    expect(peerOutliers(peers)).toEqual([]);
    expect(peerOutliers([...peers, 40, NaN])).toMatchObject([{ index: 7 }]);
    expect(peerOutliers([...peers, -20])[0]?.distance).toBeLessThan(-6);
  });

  test('too few, agreement to the digit, nought, and two habits', () => {
    expect(peerOutliers([1, 1, 1, 100])).toEqual([]);
    expect(peerOutliers([100, 100, 100, 100, 100, 103])).toEqual([]);
    expect(peerOutliers([0, 0, 0, 0, 0, 0])).toEqual([]);
    expect(peerOutliers([...peers, 40, 41, 42])).toEqual([]);
  });

  test('is told when seen three times in a row, and no more where it has always been so', () => {
    const watch = createPeerWatch(3, 5 * MINUTE);
    const ids = [...peers, 40].map((_, index) => `host-${index}`);
    const told = Array.from({ length: 7 }, (_, minute) =>
      watch.look(minute * MINUTE, ids, [...peers, 40]).map(({ id }) => id)
    );
    expect(told).toEqual([[], [], ['host-7'], ['host-7'], ['host-7'], [], []]);
    watch.look(7 * MINUTE, ids, [...peers, 10]);
    expect(watch.look(8 * MINUTE, ids, [...peers, 40])).toEqual([]);
  });
});

test('rarity: a score of one half is once a month', () => {
  expect(onceInWeeks(0.5)).toBe(4.3);
  expect(onceInWeeks(0.99)).toBe(420);
  expect(onceInWeeks(1)).toBe(1000);
  expect(onceInWeeks(0)).toBeNull();
});

test('each anomaly names its detector, and the history it is compared with', () => {
  const kinds = (fault: (value: number, index: number) => number): Set<string> => {
    const scorer = createScorer(defaults);
    const judgement = emptyJudgement();
    const usual = daily(1);
    const found = new Set<string>();
    for (let index = 0; index < 15 * 288; index += 1) {
      const time = START + index * STEP;
      observe(scorer, time, fault(usual(time), index), judgement);
      if (judgement.isAnomaly && index > 14 * 288) {
        found.add(judgement.detectedBy);
      }
    }
    const from = scorerBaselineFrom(scorer, START + 15 * DAY);
    expect(from).toBe(START + DAY);
    return found;
  };
  const at = 14 * 288 + 30;
  expect(kinds((value, index) => (index === at ? 300 : value))).toEqual(new Set(['new-extreme']));
  // Usual at other hours, so no extreme.
  expect(kinds((value, index) => (index === 14 * 288 + 200 ? 70 : value))).toEqual(new Set(['spike']));
  expect(kinds((value, index) => (index > 14 * 288 + 150 ? value + 10 : value))).toContain('level-shift');
});

test('a watched series that falls silent has one anomaly, however often it is asked for', () => {
  const config = {
    name: 'd',
    kind: 'baseline',
    sensitivity: 0.5,
    direction: 'both',
    season: 'auto',
  } as unknown as DetectorConfig;
  const watched = createWatched(config, { id: 's', name: 'cpu', labels: { host: 'web-1' } });
  const times = Array.from({ length: 100 }, (_, index) => START + index * MINUTE);
  judgePoints(config, watched, { times, values: times.map(() => 1) });
  const last = START + 99 * MINUTE;
  expect(missingAnomaly(config, watched, last + 3 * MINUTE, 0)).toBeNull();
  const silence = missingAnomaly(config, watched, last + 10 * MINUTE, 0);
  expect(silence).toMatchObject({
    startsAt: last + MINUTE,
    detectedBy: 'missing-data',
    reason: 'cpu on web-1 has stopped reporting',
  });
  expect(missingAnomaly(config, watched, last + 20 * MINUTE, 0)).toEqual(silence);
  judgePoints(config, watched, { times: [last + 21 * MINUTE], values: [1] });
  expect(missingAnomaly(config, watched, last + 22 * MINUTE, 0)).toBeNull();
});
