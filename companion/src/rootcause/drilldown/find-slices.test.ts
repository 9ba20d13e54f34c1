import { describe, expect, it } from 'vitest';
import { surpriseOf } from './fit.js';
import { findSlices } from './find-slices.js';
import { additiveLeaves, meanLeaves, type Leaf, type LeafInput } from './leaf.js';

/** Noise that is the same in each run, -1..1. */
const noise = (seed: number): number => {
  const x = Math.sin(seed * 12.9898) * 43_758.5453;
  return 2 * (x - Math.floor(x)) - 1;
};

const regions = ['eu', 'us', 'ap'];
const versions = ['v1', 'v2', 'v3', 'v4'];
const grid = Array.from({ length: 240 }, (_, index) => ({
  region: regions[index % 3] ?? '',
  version: versions[Math.floor(index / 3) % 4] ?? '',
  customer: `c${index % 20}`,
  instance: `i${index}`,
}));

type Labels = (typeof grid)[number];
const inputs = (factor: (labels: Labels) => number): LeafInput[] =>
  grid.map((labels, index) => {
    const before = 100 * (1 + 0.5 * noise(index));
    const after = before * (1 + 0.05 * noise(index + 1000)) * factor(labels);
    return { labels, before: { sum: before, weight: 1 }, after: { sum: after, weight: 1 } };
  });
const changeOf = (leaves: readonly Leaf[]): number =>
  leaves.reduce((total, { forecast, actual }) => total + actual - forecast, 0);
const explain = (factor: (labels: Labels) => number) => {
  const leaves = additiveLeaves(inputs(factor));
  return findSlices(leaves, changeOf(leaves)).explaining;
};
const names = (found: ReturnType<typeof explain>) => found.map(({ labels }) => labels);

describe('which labels carry a change', () => {
  it('finds one label value, though its instances and customers rose with it', () => {
    const found = explain(({ region }) => (region === 'eu' ? 1.6 : 1));
    expect(names(found)).toEqual([{ region: 'eu' }]);
    expect(found[0]?.share).toBeCloseTo(1, 1);
    expect(found[0]?.size).toBeCloseTo(1 / 3, 1);
  });

  it('finds a pair only where one label is not enough', () => {
    const found = explain(({ region, version }) => (region === 'us' && version === 'v3' ? 3 : 1));
    expect(names(found)).toEqual([{ region: 'us', version: 'v3' }]);
  });

  it('finds a fall, one series, and what has come or gone', () => {
    expect(names(explain(({ customer }) => (customer === 'c7' ? 0.2 : 1)))).toEqual([{ customer: 'c7' }]);
    expect(names(explain(({ instance }) => (instance === 'i17' ? 40 : 1)))).toEqual([{ instance: 'i17' }]);
    expect(names(explain(({ version }) => (version === 'v2' ? 0 : 1)))).toEqual([{ version: 'v2' }]);
    const fresh = additiveLeaves(
      inputs(() => 1).map((input) =>
        input.labels['version'] === 'v4' ? { ...input, before: { sum: 0, weight: 1 } } : input
      )
    );
    expect(names(findSlices(fresh, changeOf(fresh)).explaining)).toEqual([{ version: 'v4' }]);
  });

  it('finds two causes, the greater first', () => {
    const found = explain(({ region, customer }) => (region === 'eu' ? 2 : customer === 'c1' ? 6 : 1));
    expect(names(found)).toEqual([{ region: 'eu' }, { customer: 'c1' }]);
    expect((found[0]?.share ?? 0) + (found[1]?.share ?? 0)).toBeCloseTo(1, 1);
  });

  it('says nothing where all rose alike, and tells a slice from a rise of all', () => {
    expect(explain(() => 1.5)).toEqual([]);
    const [found] = explain(({ region }) => 1.2 * (region === 'ap' ? 1.5 : 1));
    expect(found?.labels).toEqual({ region: 'ap' });
    expect(found?.share).toBeCloseTo(0.5, 1);
  });

  it('lists what else is odd, without the slice itself', () => {
    const leaves = additiveLeaves(inputs(({ region }) => (region === 'eu' ? 1.6 : 1)));
    const { others } = findSlices(leaves, changeOf(leaves));
    expect(others.some(({ labels }) => labels['region'] === 'eu')).toBe(false);
    expect(others.length).toBeLessThanOrEqual(8);
  });
});

describe('means and ratios', () => {
  it('blames the slice that got worse, weighted by its part of the traffic', () => {
    const leaves = meanLeaves(
      grid.map((labels, index) => {
        const weight = 50 + 40 * noise(index);
        const mean = 0.2 * (1 + 0.03 * noise(index + 500));
        const worse = labels.version === 'v2' ? 4 : 1;
        return { labels, before: { sum: mean * weight, weight }, after: { sum: mean * weight * worse, weight } };
      })
    );
    const found = findSlices(leaves, changeOf(leaves)).explaining;
    expect(names(found)).toEqual([{ version: 'v2' }]);
    expect(found[0]?.share).toBeCloseTo(1, 1);
  });

  it('does not blame a slow slice for getting more traffic', () => {
    const leaves = meanLeaves([
      { labels: { path: '/slow' }, before: { sum: 10, weight: 10 }, after: { sum: 50, weight: 50 } },
      { labels: { path: '/fast' }, before: { sum: 9, weight: 90 }, after: { sum: 5, weight: 50 } },
    ]);
    expect(changeOf(leaves)).toBeCloseTo(0, 6);
  });
});

it('surprise grows with the distance of the parts', () => {
  expect(surpriseOf(0.2, 0.2)).toBe(0);
  expect(surpriseOf(0.2, 0.6)).toBeGreaterThan(surpriseOf(0.2, 0.3));
  expect(surpriseOf(0, 1)).toBe(0.5);
});
