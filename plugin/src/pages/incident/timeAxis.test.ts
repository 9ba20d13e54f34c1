import { expect, it } from 'vitest';
import { aMoment } from '../../../test/kit/fixtures';
import { timeAxis } from './timeAxis';

const minute = 60_000;
const onsetAt = Date.UTC(2026, 10, 23, 5);
const looked = { normalFrom: onsetAt - 60 * minute, onsetAt, until: onsetAt + 20 * minute };

it('lays changes, metrics, anomalies, logs and alerts out on one axis', () => {
  const { lanes, onset, from, to } = timeAxis({
    ...looked,
    moments: [
      aMoment('alert', onsetAt + 2 * minute, { lasting: true }),
      aMoment('change', onsetAt - 10 * minute),
      aMoment('log', onsetAt, { until: onsetAt + 10 * minute }),
    ],
  });
  expect(lanes.map(({ kind }) => kind)).toEqual(['change', 'log', 'alert']);
  expect([from, to]).toEqual([onsetAt - 20 * minute, onsetAt + 20 * minute]);
  expect(onset).toBe(0.5);
  const percents = lanes
    .flatMap(({ rows }) => rows.flat())
    .map(({ left, width }) => [Math.round(left * 100), Math.round(width * 100)]);
  expect(percents).toEqual([
    [25, 0],
    [50, 25],
    [55, 45],
  ]);
});

it('reaches back to the earliest, but not before what was looked at', () => {
  const early = (before: number) =>
    timeAxis({ ...looked, moments: [aMoment('change', onsetAt - before * minute)] }).from;
  expect(early(40)).toBe(onsetAt - 41 * minute);
  expect(early(600)).toBe(looked.normalFrom);
});

it('puts what would lie on each other into rows', () => {
  const moments = [0, 0, 5].map((after) => aMoment('alert', onsetAt + after * minute));
  expect(timeAxis({ ...looked, moments }).lanes[0]?.rows.map((row) => row.length)).toEqual([2, 1]);
});

it('has few ticks at round times', () => {
  const { ticks } = timeAxis({ ...looked, moments: [] });
  expect(ticks.length).toBeLessThanOrEqual(7);
  expect(ticks.every(({ at }) => at % (10 * minute) === 0)).toBe(true);
});
