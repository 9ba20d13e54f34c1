import { describe, expect, test } from 'vitest';
import { emptyJudgement } from '../../src/detection/judgement.js';
import { createScorer, observe } from '../../src/detection/online-scorer.js';
import { scoreSignal, scoreSignalInTurns } from '../../src/detection/score-signal.js';
import type { Scored, Signal } from '../../src/detection/types.js';
import { DAY, HOUR, MINUTE, START, daily, defaults, normal, seeded, signal } from './signals.js';

const STEP = 5 * MINUTE;
const columns = ['expected', 'lower', 'upper', 'score', 'isAnomaly'] as const;
const bytes = (column: Float64Array | Uint8Array, to: number): Buffer => Buffer.from(column.slice(0, to).buffer);

const events = ({ isAnomaly }: Scored): number =>
  isAnomaly.reduce((count, flag, index) => count + (flag && !isAnomaly[index - 1] ? 1 : 0), 0);

/** Everything that hurts at once. */
const rough = (): Signal => {
  const random = seeded(3);
  const base = signal(3000, STEP, daily(5));
  const values = base.values.map((value, index) =>
    index % 97 === 0 ? NaN : index % 501 === 0 ? Infinity : random() < 0.01 ? value * 4 : value
  );
  const times = base.times.map((time, index) => {
    const gap = index > 1500 ? 3 * DAY : 0;
    return index % 211 === 0 ? time - 3 * STEP : index % 150 === 1 ? time - STEP + gap : time + gap;
  });
  return { times, values };
};

describe('causality', () => {
  test.each([1, 2, 30, 500, 1501, 2222, 2999])('cutting the tail after %i points changes no earlier row', (count) => {
    const whole = rough();
    const scored = scoreSignal(whole, defaults);
    const cut = scoreSignal({ times: whole.times.slice(0, count), values: whole.values.slice(0, count) }, defaults);
    for (const column of columns) {
      expect(bytes(cut[column], count).equals(bytes(scored[column], count)), column).toBe(true);
    }
  });

  test('the online scorer says the same as the batch, and so does scoring in turns', async () => {
    const whole = rough();
    const scored = scoreSignal(whole, defaults);
    const scorer = createScorer(defaults);
    const judgement = emptyJudgement();
    whole.times.forEach((time, index) => {
      observe(scorer, time, whole.values[index] as number, judgement);
      expect(judgement).toMatchObject({
        expected: scored.expected[index],
        lower: scored.lower[index],
        upper: scored.upper[index],
        score: scored.score[index],
        isAnomaly: scored.isAnomaly[index] === 1,
      });
    });
    expect(await scoreSignalInTurns(whole, defaults)).toEqual(scored);
  });
});

describe('what is found', () => {
  const at = 18 * 288 + 100;
  const withFault = (fault: (value: number, index: number) => number, seed = 1): Scored => {
    const usual = daily(seed);
    return scoreSignal(
      signal(21 * 288, STEP, (time, index) => fault(usual(time), index)),
      defaults
    );
  };
  const foundWithin = (scored: Scored, from: number, to: number): boolean =>
    scored.isAnomaly.slice(from, to).includes(1);

  test('a spike, at once, and it ends', () => {
    const scored = withFault((value, index) => (index === at ? 150 : value));
    expect(scored.isAnomaly[at]).toBe(1);
    expect(foundWithin(scored, at + 6, at + 200)).toBe(false);
  });

  test('a level shift, within the hour', () => {
    const scored = withFault((value, index) => value + (index >= at ? 30 : 0));
    expect(foundWithin(scored, at, at + 12)).toBe(true);
  });

  test('a value that is usual at noon but not at night', () => {
    const night = 18 * 288 + 216;
    const scored = withFault((value, index) => (index >= night && index < night + 12 ? value + 30 : value));
    expect(scored.upper[night]).toBeLessThan(60);
    expect(foundWithin(scored, night, night + 12)).toBe(true);
  });

  test('a moderate shift that lasts, though no single point is extreme', () => {
    const scored = withFault((value, index) => (index >= at && index < at + 144 ? value + 9 : value));
    expect(foundWithin(scored, at, at + 144)).toBe(true);
  });

  test('a second fault, though a monstrous one came before', () => {
    const scored = withFault((value, index) =>
      index === 10 * 288 ? 1e6 : index >= at && index < at + 12 ? value + 60 : value
    );
    expect(scored.isAnomaly[10 * 288]).toBe(1);
    expect(foundWithin(scored, at, at + 12)).toBe(true);
  });

  test('anomalies lie outside the band when they begin, and the band holds nearly all points', () => {
    const scored = withFault((value, index) => (index === at ? 150 : value));
    expect(150).toBeGreaterThan(scored.upper[at] as number);
    const usual = daily(1);
    let outside = 0;
    for (let index = 0; index < scored.upper.length; index += 1) {
      const value = usual(START + index * STEP);
      outside += value > (scored.upper[index] as number) || value < (scored.lower[index] as number) ? 1 : 0;
    }
    expect(outside / scored.upper.length).toBeLessThan(0.03);
  });

  test('only in the direction asked for', () => {
    const usual = daily(1);
    const series = signal(
      21 * 288,
      STEP,
      (time, index) => usual(time) + (index === at ? 120 : index === at + 144 ? -120 : 0)
    );
    const up = scoreSignal(series, { ...defaults, direction: 'up' });
    const down = scoreSignal(series, { ...defaults, direction: 'down' });
    expect([up.isAnomaly[at], up.isAnomaly[at + 144]]).toEqual([1, 0]);
    expect([down.isAnomaly[at], down.isAnomaly[at + 144]]).toEqual([0, 1]);
  });
});

describe('the budget of false alerts', () => {
  const eventsAMonth = (kind: (seed: number) => (time: number) => number, sensitivity: number): number =>
    [1, 2, 3, 4].reduce(
      (sum, seed) => sum + events(scoreSignal(signal(60 * 288, STEP, kind(seed)), { ...defaults, sensitivity })) / 8,
      0
    );
  const white = (seed: number) => {
    const noise = normal(seed);
    return () => 10 + noise();
  };
  const heavyTailed = (seed: number) => {
    const noise = normal(seed);
    return () => Math.exp(noise());
  };

  // The budget at 0.5 is one a month. Heavy tails overrun it, mostly in their first days: the bound says how far.
  test.each([
    ['white', white, 1.5],
    ['daily', daily, 1],
    ['heavy-tailed', heavyTailed, 4],
  ] as const)('%s noise keeps near it', (_, kind, most) => {
    expect(eventsAMonth(kind, 0.5)).toBeLessThanOrEqual(most);
  });

  test('sensitivity orders how much is found', () => {
    const [low, middle, high] = [0.1, 0.5, 0.9].map((sensitivity) => eventsAMonth(white, sensitivity)) as [
      number,
      number,
      number,
    ];
    expect(low).toBeLessThanOrEqual(middle);
    expect(high).toBeGreaterThan(middle);
  });
});

describe('seasons', () => {
  test('hours of the day are found', () => {
    expect(scoreSignal(signal(10 * 288, STEP, daily(1)), defaults).baseline).toBe('hour-of-day');
  });

  test('working weeks are found', () => {
    const noise = normal(2);
    const weekly = (time: number): number => {
      const day = Math.floor((time - START) / DAY) % 7;
      return (day < 5 ? 100 + 60 * Math.sin((time / DAY) * 2 * Math.PI) : 20) + 3 * noise();
    };
    const scored = scoreSignal(signal(35 * 288, STEP, weekly), defaults);
    expect(scored.baseline).toBe('hour-of-week');
    expect(events({ ...scored, isAnomaly: scored.isAnomaly.slice(28 * 288) })).toBe(0);
  });

  test('noise has none; a short history neither; and none is used where none is wanted', () => {
    const noise = normal(4);
    expect(
      scoreSignal(
        signal(2000, STEP, () => noise()),
        defaults
      ).baseline
    ).toBe('rolling');
    expect(scoreSignal(signal(300, STEP, daily(1)), defaults).baseline).toBe('rolling');
    expect(scoreSignal(signal(10, STEP, daily(1)), defaults).baseline).toBe('too short');
    expect(scoreSignal(signal(10 * 288, STEP, daily(1)), { ...defaults, season: 'none' }).baseline).toBe('rolling');
  });

  test('hourly points have seasons too', () => {
    expect(scoreSignal(signal(21 * 24, HOUR, daily(1)), defaults).baseline).toBe('hour-of-day');
  });
});

describe('edge cases', () => {
  test('no point, one point', () => {
    expect(scoreSignal({ times: new Float64Array(), values: new Float64Array() }, defaults).score).toHaveLength(0);
    const one = scoreSignal(
      signal(1, STEP, () => 5),
      defaults
    );
    expect(one.score[0]).toBeNaN();
    expect(one.isAnomaly[0]).toBe(0);
    expect(one.baseline).toBe('too short');
  });

  test('a constant series has a narrow band and no anomaly, and its first change is one', () => {
    const flat = scoreSignal(
      signal(2000, STEP, (_, index) => (index === 1990 ? 20 : 10)),
      defaults
    );
    expect(events({ ...flat, isAnomaly: flat.isAnomaly.slice(0, 1990) })).toBe(0);
    expect(flat.isAnomaly[1990]).toBe(1);
    expect((flat.upper[1900] as number) - (flat.lower[1900] as number)).toBeGreaterThan(0);
  });

  test('counts that waver by one are nothing', () => {
    const random = seeded(1);
    const counts = scoreSignal(
      signal(6000, STEP, () => 3 + Math.round(random())),
      defaults
    );
    expect(events(counts)).toBe(0);
  });

  test('gaps as NaN, and infinities, are neither judged nor learnt', () => {
    const usual = daily(1);
    const scored = scoreSignal(
      signal(3000, STEP, (time, index) => {
        const value = usual(time);
        return index % 10 === 0 ? NaN : index % 333 === 0 ? -Infinity : value;
      }),
      defaults
    );
    expect(scored.score[1000]).toBeNaN();
    expect(Number.isFinite(scored.expected[1000])).toBe(true);
    expect(events(scored)).toBeLessThanOrEqual(1);
  });

  test('a week without points raises no alarm by itself', () => {
    const usual = daily(1);
    const before = signal(14 * 288, STEP, usual);
    const after = signal(3 * 288, STEP, usual, START + 21 * DAY);
    const scored = scoreSignal(
      {
        times: Float64Array.of(...before.times, ...after.times),
        values: Float64Array.of(...before.values, ...after.values),
      },
      defaults
    );
    expect(events({ ...scored, isAnomaly: scored.isAnomaly.slice(14 * 288) })).toBe(0);
  });

  test('a new step is taken in', () => {
    const usual = daily(1);
    const before = signal(14 * 288, STEP, usual);
    const after = signal(8640, 10_000, usual, START + 14 * DAY);
    const scored = scoreSignal(
      {
        times: Float64Array.of(...before.times, ...after.times),
        values: Float64Array.of(...before.values, ...after.values),
      },
      defaults
    );
    expect(events({ ...scored, isAnomaly: scored.isAnomaly.slice(14 * 288) })).toBeLessThanOrEqual(1);
  });

  test('scores stay within 0..1 and bands are finite whatever comes', () => {
    const random = seeded(9);
    const wild = scoreSignal(
      signal(3000, MINUTE, () => (random() - 0.5) * 10 ** Math.floor(random() * 600 - 300)),
      defaults
    );
    for (let index = 0; index < 3000; index += 1) {
      const score = wild.score[index] as number;
      expect(Number.isNaN(score) || (score >= 0 && score <= 1), String(score)).toBe(true);
    }
  });

  test('10 s points keep a day in the rolling window', () => {
    const noise = normal(8);
    const scored = scoreSignal(
      signal(3 * 8640, 10_000, (time) => (Math.floor(time / (6 * HOUR)) % 2) * 40 + noise()),
      { ...defaults, season: 'none' }
    );
    expect(scored.upper.at(-1)).toBeGreaterThan(40);
    expect(scored.lower.at(-1)).toBeLessThan(2);
  });
});
