import { expect, it } from 'vitest';
import { chartGeometry, numberLabel } from './chartGeometry';
import { shortDuration } from './time';

it('lays points out and lifts the pen at gaps', () => {
  const geometry = chartGeometry({ times: [0, 10, 20, 30, 40], values: [0, 10, null, 5, 10] }, 20, 40, 52);
  expect(geometry).toEqual({ path: 'M0 46L10 6M30 26L40 6', onsetX: 20, low: 0, high: 10, from: 0, to: 40 });
});

it('shows a point that stands alone', () => {
  expect(chartGeometry({ times: [0, 10, 20], values: [null, 1, null] }, null, 20, 20)?.path).toBe('M10 10h1');
});

it('draws nothing without values, and marks no onset outside', () => {
  expect(chartGeometry({ times: [0, 1], values: [null, null] }, null, 10, 10)).toBeNull();
  expect(chartGeometry({ times: [], values: [] }, null, 10, 10)).toBeNull();
  expect(chartGeometry({ times: [0, 1], values: [1, 2] }, 99, 10, 10)?.onsetX).toBeNull();
});

it.each([
  [0.123456, '0.1235'],
  [9999, '9999'],
  [12_345, '12.35k'],
  [-2_500_000, '-2.5M'],
  [3e9, '3G'],
])('writes %d as %s', (value, label) => {
  expect(numberLabel(value)).toBe(label);
});

it.each([
  [0, 'now'],
  [8000, '8 s'],
  [61_000, '1 m'],
  [3_600_000, '1 h'],
  [5_400_000, '1 h 30 m'],
  [273_600_000, '3 d 4 h'],
])('says how long %d ms are', (ms, words) => {
  expect(shortDuration(ms)).toBe(words);
});
