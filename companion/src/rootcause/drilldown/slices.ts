import type { Leaf } from './leaf.js';

/** Leaves that share one or two label values. */
export interface Slice {
  labels: Record<string, string>;
  /** Indices of its leaves, ascending. */
  leaves: number[];
}

/** Labels and values of a label that are looked at; the rest would take time and be of no use to people. */
export const limits = { labels: 24, values: 300, seeds: 12, pairs: 4000 };

/** Slices of one label value each, labels with fewest values first; labels in which no two leaves differ are left out. */
export const labelSlices = (leaves: readonly Leaf[]): Slice[] => {
  const byLabel = new Map<string, Map<string, number[]>>();
  const names = new Set(leaves.flatMap(({ labels }) => Object.keys(labels)));
  for (const label of names) {
    byLabel.set(label, new Map());
  }
  leaves.forEach(({ labels }, index) => {
    for (const [label, values] of byLabel) {
      const value = labels[label] ?? '';
      const members = values.get(value);
      if (members) {
        members.push(index);
      } else {
        values.set(value, [index]);
      }
    }
  });
  return [...byLabel]
    .filter(([, values]) => values.size > 1)
    .sort(([a, left], [b, right]) => left.size - right.size || (a < b ? -1 : 1))
    .slice(0, limits.labels)
    .flatMap(([label, values]) => slicesOf(leaves, label, values));
};

/** Those of one label; where it has very many values, those with the largest difference from the forecast. */
const slicesOf = (leaves: readonly Leaf[], label: string, values: ReadonlyMap<string, number[]>): Slice[] => {
  const slices = [...values].map(([value, members]) => ({ labels: { [label]: value }, leaves: members }));
  if (slices.length <= limits.values) {
    return slices;
  }
  const difference = (slice: Slice): number =>
    Math.abs(slice.leaves.reduce((total, index) => total + gap(leaves[index]), 0));
  return slices
    .map((slice) => ({ slice, size: difference(slice) }))
    .sort((a, b) => b.size - a.size)
    .slice(0, limits.values)
    .map(({ slice }) => slice);
};

const gap = (leaf: Leaf | undefined): number => (leaf ? leaf.actual - leaf.forecast : 0);

/** The leaves that both have; labels joined, by name. Null where they share a label or no leaf, or one holds the other. */
export const pairOf = (a: Slice, b: Slice): Slice | null => {
  if (Object.keys(b.labels).some((label) => label in a.labels)) {
    return null;
  }
  const inB = new Set(b.leaves);
  const leaves = a.leaves.filter((index) => inB.has(index));
  return leaves.length === 0 || leaves.length === a.leaves.length || leaves.length === b.leaves.length
    ? null
    : {
        labels: Object.fromEntries(Object.entries({ ...a.labels, ...b.labels }).sort(([x], [y]) => (x < y ? -1 : 1))),
        leaves,
      };
};
