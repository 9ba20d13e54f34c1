import { expect, it } from 'vitest';
import { bucketOf, quantileOf } from './duration-histogram.js';

const histogramOf = (durations: number[]) => {
  const histogram = new Map<number, number>();
  for (const duration of durations) {
    histogram.set(bucketOf(duration), (histogram.get(bucketOf(duration)) ?? 0) + 1);
  }
  return histogram;
};

it('tells quantiles within a fifth, and never above the longest', () => {
  const durations = Array.from({ length: 1000 }, (_, index) => (index + 1) * 1.7);
  const histogram = histogramOf(durations);
  for (const q of [0.01, 0.5, 0.95, 0.99]) {
    const exact = durations[Math.round(q * 1000) - 1] ?? 0;
    expect(Math.abs(quantileOf(histogram, q, 1700) / exact - 1)).toBeLessThan(0.2);
  }
  expect(quantileOf(histogram, 1, 1700)).toBe(1700);
  expect(quantileOf(histogramOf([5]), 0.5, 5)).toBeLessThanOrEqual(5);
  expect(quantileOf(new Map(), 0.5, 0)).toBe(0);
  expect([bucketOf(0), bucketOf(1e12)]).toEqual([0, 50]);
});
