import { describe, expect, test } from 'vitest';
import { applyFeedback, NO_FEEDBACK } from '../../src/detection/feedback-effect.js';
import { createPointJudge } from '../../src/detection/point-judge.js';
import { emptyJudgement } from '../../src/detection/judgement.js';
import { DAY, HOUR, MINUTE, START, daily } from './signals.js';

const complaint = (anomalyId: string, score: number, from = START) =>
  ({ anomalyId, verdict: 'not-an-anomaly', from, until: null, score }) as const;
const expected = (from: number, until: number) =>
  ({ anomalyId: 'x', verdict: 'expected', from, until, score: 0.9 }) as const;

describe('feedback of a series at a time', () => {
  test('none changes nothing', () => {
    expect(applyFeedback([], START)).toEqual(NO_FEEDBACK);
  });

  test('expected is quiet from the start of the anomaly until its end', () => {
    const given = [expected(START, START + HOUR)];
    expect([-1, 0, HOUR - 1, HOUR].map((after) => applyFeedback(given, START + after).quiet)).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(applyFeedback(given, START).budgetFactor).toBe(1);
  });

  test('not an anomaly cuts the budget for the like of it, within bounds, from then on', () => {
    expect(applyFeedback([complaint('a', 0.6)], START - 1).budgetFactor).toBe(1);
    expect(applyFeedback([complaint('a', 0.6)], START).budgetFactor).toBeCloseTo(1 / 3);
    expect(applyFeedback([complaint('a', 0.3)], START).budgetFactor).toBe(0.5);
    expect(applyFeedback([complaint('a', 1)], START).budgetFactor).toBe(0.1);
    expect(applyFeedback([complaint('a', 1), complaint('b', 1)], START).budgetFactor).toBeCloseTo(0.01);
    expect(applyFeedback([complaint('a', 0.6), complaint('a', 0.6)], START).budgetFactor).toBeCloseTo(1 / 3);
    const many = Array.from({ length: 9 }, (_, index) => complaint(String(index), 1));
    expect(applyFeedback(many, START).budgetFactor).toBe(0.001);
  });
});

describe('a judge that heeds feedback', () => {
  const config = {
    name: 'd',
    kind: 'baseline',
    matchers: [],
    sensitivity: 0.5,
    direction: 'both',
    season: 'auto',
    historyDays: 28,
    intervalSeconds: 60,
    severity: 'warning',
    labels: {},
  } as unknown as Parameters<typeof createPointJudge>[0];
  const trained = (days = 14) => {
    const judge = createPointJudge(config);
    const usual = daily(1);
    const judgement = emptyJudgement();
    for (let time = START; time < START + days * DAY; time += 5 * MINUTE) {
      judge.observe(time, usual(time), judgement);
    }
    return { judge, judgement, now: START + days * DAY };
  };

  test('quiet: a band, but neither verdict nor learning', () => {
    const { judge, judgement, now } = trained();
    const untouched = trained();
    judge.heed({ ...NO_FEEDBACK, quiet: true });
    for (let at = 0; at < 6; at += 1) {
      judge.observe(now + at * 5 * MINUTE, 500, judgement);
      expect(judgement.isAnomaly).toBe(false);
      expect(judgement.score).toBeNaN();
      expect(Number.isFinite(judgement.upper)).toBe(true);
    }
    judge.heed(NO_FEEDBACK);
    judge.observe(now + HOUR, 500, judgement);
    expect(judgement.isAnomaly).toBe(true);
    untouched.judge.observe(now + HOUR, 500, untouched.judgement);
    expect(judgement.upper).toBeCloseTo(untouched.judgement.upper, 6);
  });

  test('unlearnt: judged as ever, and afterwards as if it had not been', () => {
    const { judge, judgement, now } = trained();
    const untouched = trained();
    judge.heed({ ...NO_FEEDBACK, unlearnt: true });
    for (let at = 0; at < 60; at += 1) {
      judge.observe(now + at * 5 * MINUTE, 500, judgement);
      expect(judgement.isAnomaly || at > 0).toBe(true);
    }
    judge.heed(NO_FEEDBACK);
    // Three calm points end what was open then, and what is open is not learnt.
    for (const [at, value] of [69, 70, 69, 500, 20].entries()) {
      const time = now + 6 * HOUR + at * 5 * MINUTE;
      judge.observe(time, value, judgement);
      untouched.judge.observe(time, value, untouched.judgement);
      expect([judgement.expected, judgement.upper, judgement.score]).toEqual([
        untouched.judgement.expected,
        untouched.judgement.upper,
        untouched.judgement.score,
      ]);
    }
  });

  test('what began in an unlearnt time goes on after it', () => {
    const { judge, judgement, now } = trained();
    judge.heed({ ...NO_FEEDBACK, unlearnt: true });
    judge.observe(now, 500, judgement);
    expect(judgement.open).toBe(true);
    judge.heed(NO_FEEDBACK);
    judge.observe(now + 5 * MINUTE, 500, judgement);
    expect(judgement.open).toBe(true);
  });

  test('quiet ends what is open', () => {
    const { judge, judgement, now } = trained();
    judge.observe(now, 500, judgement);
    expect(judgement.isAnomaly).toBe(true);
    judge.heed({ ...NO_FEEDBACK, quiet: true });
    judge.observe(now + 5 * MINUTE, 500, judgement);
    expect(judgement.isAnomaly).toBe(false);
  });

  test('a smaller budget lets through only what is more unusual', () => {
    const found = (budgetFactor: number, value: number): boolean => {
      const { judge, judgement, now } = trained();
      judge.heed({ ...NO_FEEDBACK, budgetFactor });
      judge.observe(now, value, judgement);
      return judgement.isAnomaly;
    };
    const least = Array.from({ length: 40 }, (_, index) => 55 + index).find((value) => found(1, value)) as number;
    expect(found(0.01, least)).toBe(false);
    expect(found(0.01, 500)).toBe(true);
  });

  test('fixed rules are quiet too', () => {
    const judge = createPointJudge({ ...config, kind: 'threshold', above: 1, below: null, forSeconds: 0 } as never);
    const judgement = emptyJudgement();
    judge.heed({ ...NO_FEEDBACK, quiet: true });
    judge.observe(START, 5, judgement);
    expect(judgement.isAnomaly).toBe(false);
    judge.heed(NO_FEEDBACK);
    judge.observe(START + MINUTE, 5, judgement);
    expect(judgement.isAnomaly).toBe(true);
    expect(judge.beganAt()).toBe(START + MINUTE);
  });
});
