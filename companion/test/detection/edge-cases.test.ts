import { describe, expect, test } from 'vitest';
import { emptyJudgement } from '../../src/detection/judgement.js';
import { createScorer, observe } from '../../src/detection/online-scorer.js';
import { scoreSignal } from '../../src/detection/score-signal.js';
import type { Scored, Signal } from '../../src/detection/types.js';
import { DAY, HOUR, MINUTE, START, daily, defaults, normal, seeded, signal } from './signals.js';

const STEP = 5 * MINUTE;
const events = ({ isAnomaly }: Scored, from = 0): number =>
  isAnomaly.slice(from).reduce((count, flag, index, all) => count + (flag && !all[index - 1] ? 1 : 0), 0);

/** The same signal with rows added, taken away or changed. */
const changed = (
  source: Signal,
  change: (time: number, value: number, index: number) => Array<[number, number]>
): Signal => {
  const rows = Array.from(source.times).flatMap((time, index) => change(time, source.values[index] as number, index));
  return { times: Float64Array.from(rows, ([time]) => time), values: Float64Array.from(rows, ([, value]) => value) };
};

const month = signal(21 * 288, STEP, daily(7));

describe('what comes in the wrong order or not at all', () => {
  test('gaps: a fifth of the points missing raises no alarm and hides no spike', () => {
    const random = seeded(2);
    const scored = scoreSignal(
      changed(month, (time, value, index) => (index === 5000 ? [[time, 200]] : random() < 0.2 ? [] : [[time, value]])),
      defaults
    );
    expect(events(scored, 288)).toBe(1);
  });

  test('duplicates change no verdict', () => {
    const scored = scoreSignal(
      changed(month, (time, value, index) =>
        index % 7 === 0
          ? [
              [time, value],
              [time, value],
            ]
          : [[time, value]]
      ),
      defaults
    );
    expect(events(scored, 288)).toBeLessThanOrEqual(1);
  });

  test('late and swapped points are judged by what is known by then', () => {
    const late = changed(month, (time, value, index) =>
      index % 50 === 10
        ? []
        : index % 50 === 20
          ? [
              [time, value],
              [time - 10 * STEP, value],
            ]
          : [[time, value]]
    );
    const scored = scoreSignal(late, defaults);
    expect(events(scored, 288)).toBeLessThanOrEqual(1);
    expect(scored.score.every((score) => Number.isNaN(score) || (score >= 0 && score <= 1))).toBe(true);
  });

  test('NaN and infinities are gaps: no score, a band, and the next point is judged as ever', () => {
    const holes = scoreSignal(
      changed(month, (time, value, index) => [[time, index % 9 === 0 ? NaN : index % 100 === 1 ? Infinity : value]]),
      defaults
    );
    expect(holes.score[4509]).toBeNaN();
    expect(holes.upper[4509]).toBeGreaterThan(holes.lower[4509] as number);
    expect(events(holes, 288)).toBeLessThanOrEqual(1);
  });
});

describe('changes that are no faults', () => {
  test('counter resets: a rate that was made nought or negative by one is one event at most', () => {
    const noise = normal(4);
    const rates = signal(14 * 288, STEP, (_, index) => (index === 3000 ? -5000 : 100 + 5 * noise()));
    const scored = scoreSignal(rates, defaults);
    expect(events(scored, 2500)).toBe(1);
    expect(scored.isAnomaly[3001]).toBe(0);
    expect(scored.lower[3300]).toBeGreaterThan(0);
  });

  test('a raw counter that restarts does not alarm for ever after', () => {
    const scored = scoreSignal(
      signal(14 * 288, STEP, (_, index) => (index % 700) * 10),
      defaults
    );
    expect(events(scored, 288)).toBeLessThanOrEqual(4);
    expect(events(scored, 7 * 288)).toBe(0);
  });

  test.each([
    ['spring', 1],
    ['autumn', -1],
  ])('clock change in %s: the day moved by an hour raises two alarms at most, and is learnt', (_, hours) => {
    const usual = daily(3);
    const turn = START + 21 * DAY;
    const moved = signal(
      35 * 288,
      STEP,
      (time) => usual(time) - daily(3, 0)(time) + daily(3, 0)(time + (time < turn ? 0 : hours * HOUR))
    );
    const scored = scoreSignal(moved, defaults);
    expect(events(scored, 21 * 288)).toBeLessThanOrEqual(2);
    expect(events(scored, 28 * 288)).toBe(0);
  });

  test('change of step, both ways, raises no more than one alarm', () => {
    const usual = daily(5);
    const parts = [
      signal(14 * 288, STEP, usual),
      signal(3 * 1440, MINUTE, usual, START + 14 * DAY),
      signal(5 * 288, STEP, usual, START + 17 * DAY),
    ];
    const joined = {
      times: Float64Array.from(parts.flatMap(({ times }) => Array.from(times))),
      values: Float64Array.from(parts.flatMap(({ values }) => Array.from(values))),
    };
    expect(events(scoreSignal(joined, defaults), 14 * 288)).toBeLessThanOrEqual(1);
  });
});

test('a working day on a Sunday is found by the hours of the week, though usual on other days', () => {
  const noise = normal(2);
  const at = 4 * 2016 + 6 * 288 + 100;
  const scored = scoreSignal(
    signal(5 * 2016, STEP, (time, index) => {
      const isWorkday = Math.floor((time - START) / DAY) % 7 < 5;
      return (
        (isWorkday ? 100 + 60 * Math.sin((time / DAY) * 2 * Math.PI) : 20) +
        3 * noise() +
        (index >= at && index < at + 6 ? 70 : 0)
      );
    }),
    defaults
  );
  expect(scored.isAnomaly.slice(at, at + 6).includes(1)).toBe(true);
});

describe('short lives', () => {
  test('constant, then one other value, then constant: one anomaly that ends', () => {
    const scored = scoreSignal(
      signal(2000, STEP, (_, index) => (index === 1500 ? 14 : 10)),
      defaults
    );
    expect(events(scored)).toBe(1);
    expect(scored.isAnomaly[1501]).toBe(0);
  });

  test('one point, and a series that ends amid an anomaly', () => {
    expect(
      scoreSignal(
        signal(1, STEP, () => 1e300),
        defaults
      ).isAnomaly[0]
    ).toBe(0);
    const ended = scoreSignal(
      changed(month, (time, value, index) => (index < 5000 ? [[time, value]] : index < 5003 ? [[time, 400]] : [])),
      defaults
    );
    expect(ended.isAnomaly.at(-1)).toBe(1);
    expect(ended.score).toHaveLength(5003);
  });

  test('30 new series a second for a minute are made and judged in a fraction of it', () => {
    const judgement = emptyJudgement();
    const began = process.cpuUsage().user;
    for (let series = 0; series < 1800; series += 1) {
      const scorer = createScorer(defaults);
      for (let point = 0; point < 6; point += 1) {
        observe(scorer, START + point * 10_000, series + point, judgement);
        expect(judgement.isAnomaly).toBe(false);
      }
    }
    expect((process.cpuUsage().user - began) / 1e6).toBeLessThan(10);
  });
});
