import { describe, expect, test } from 'vitest';
import { judgeRows, nabScore } from '../../../bench/nab-score.js';

const costs = { tpWeight: 1, fpWeight: 0.11, fnWeight: 1 };
const file = (scores: number[]) => ({
  times: scores.map((_, index) => index),
  scores,
  windows: [[50, 59]] as Array<[number, number]>,
});
const at = (...rows: number[]): number[] => Array.from({ length: 100 }, (_, index) => (rows.includes(index) ? 1 : 0));

describe("NAB's scoring", () => {
  test('the first row of the window is perfect, silence is nought, the end of the window half way', () => {
    expect(nabScore(judgeRows([file(at(50))]), costs, 1).score).toBeCloseTo(100, 5);
    expect(nabScore(judgeRows([file(at())]), costs, 1).score).toBeCloseTo(0, 5);
    const late = nabScore(judgeRows([file(at(59))]), costs, 1).score;
    expect(late).toBeGreaterThan(50);
    expect(late).toBeLessThan(70);
  });

  test('false ones cost, more before the first window than right after it, none in the probation', () => {
    const score = (...rows: number[]): number => nabScore(judgeRows([file(at(...rows))]), costs, 1).score;
    expect(score(30)).toBeCloseTo((-100 * 0.11) / 2, 5);
    expect(score(61)).toBeGreaterThan(score(90));
    expect(score(5, 50)).toBeCloseTo(100, 5);
  });

  test('a window in the probation is not missed, but the perfect detector has it', () => {
    const two = {
      ...file(at(50)),
      windows: [
        [2, 6],
        [50, 59],
      ] as Array<[number, number]>,
    };
    expect(nabScore(judgeRows([two]), costs, 1).score).toBeCloseTo((100 * 2) / 3, 5);
    expect(nabScore(judgeRows([{ ...two, scores: at() }]), costs, 1).score).toBeCloseTo(0, 5);
  });

  test('one threshold is chosen for the best', () => {
    const scores = at(50).map((score, index) => (score ? 0.8 : index === 30 ? 0.6 : 0));
    expect(nabScore(judgeRows([file(scores)]), costs)).toEqual({ score: expect.closeTo(100, 5), threshold: 0.8 });
  });
});
