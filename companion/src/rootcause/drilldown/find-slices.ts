import { expectedOf, fitOf, minus, modelOf, surpriseOf, totalsOf, unrestOf, type Totals } from './fit.js';
import type { Leaf } from './leaf.js';
import { labelSlices, limits, pairOf, type Slice } from './slices.js';

/** A slice with what speaks for it. */
export interface ScoredSlice extends Slice {
  /** Where it would be had it gone the way of the rest; in the unit of the leaves' sums. */
  expected: number;
  /** (actual - expected) / change of the whole. */
  share: number;
  /** Part of the unrest that it explains, 0..1. */
  fit: number;
  surprise: number;
  /** Expected part of the whole, 0..1. */
  size: number;
}

export interface FoundSlices {
  /** Those that together explain the change, strongest first; empty where nothing stands out. */
  explaining: ScoredSlice[];
  /** Single label values that are odd as well, by fit; most of them overlap with those that explain. */
  others: ScoredSlice[];
}

/** When a slice stands out, and how many are named. */
export const rules = {
  /** Least part of the change. */
  share: 0.1,
  /** Least part of the unrest. */
  fit: 0.1,
  /** Least distance from expected, in spreads of what the other series did. */
  spreads: 5,
  /** A pair has to explain so much more of the unrest than the best single label. */
  pairGain: 0.04,
  /** So much of the change explained is enough. */
  enough: 0.9,
  most: 4,
  others: 8,
};

const without = (all: readonly number[], some: readonly number[]): number[] => {
  const gone = new Uint8Array((all.at(-1) ?? 0) + 1);
  for (const index of some) {
    gone[index] = 1;
  }
  return all.filter((index) => gone[index] === 0);
};

/** Usual distance of a leaf from its group's way, as a part of its forecast; at least 1 %. */
const spreadOf = (leaves: readonly Leaf[], indices: readonly number[]): number => {
  const model = modelOf(totalsOf(leaves, indices));
  const parts = indices
    .map((index) => leaves[index] as Leaf)
    .filter(({ forecast }) => forecast !== 0)
    .map(({ forecast, actual }) => Math.abs((actual - model(forecast)) / forecast))
    .sort((a, b) => a - b);
  return Math.max(0.01, 1.48 * (parts[Math.floor(parts.length / 2)] ?? 0));
};

interface Scene {
  leaves: readonly Leaf[];
  /** Leaves that are not explained yet, ascending. */
  open: readonly number[];
  totals: Totals;
  unrest: number;
  /** Of the whole, in the unit of the leaves' sums. */
  change: number;
}

const sceneOf = (leaves: readonly Leaf[], open: readonly number[], change: number): Scene => ({
  leaves,
  open,
  change,
  totals: totalsOf(leaves, open),
  unrest: unrestOf(leaves, open),
});

type Sized = Omit<ScoredSlice, 'fit'>;

/** All but the fit, from sums alone; the slice is compared with `rest`. */
const sized = (leaves: readonly Leaf[], slice: Slice, rest: Totals, change: number): Sized => {
  const inside = totalsOf(leaves, slice.leaves);
  const expected = expectedOf(inside, rest);
  const part = (value: number): number => (value + rest.actual === 0 ? 0 : value / (value + rest.actual));
  return {
    ...slice,
    expected,
    share: (inside.actual - expected) / change,
    surprise: surpriseOf(part(expected), part(inside.actual)),
    size: Math.min(1, Math.max(0, part(expected))),
  };
};

/** The slices whose share is `enough`, by fit. Only theirs is worked out: it takes a look at every leaf. */
const scored = (scene: Scene, slices: readonly Slice[], enough: (share: number) => boolean): ScoredSlice[] => {
  const { leaves, open, totals, unrest, change } = scene;
  return slices
    .map((slice) => sized(leaves, slice, minus(totals, totalsOf(leaves, slice.leaves)), change))
    .filter(({ share }) => enough(share))
    .map((slice) => ({ ...slice, fit: fitOf(leaves, slice.leaves, without(open, slice.leaves), unrest) }))
    .sort((a, b) => b.fit - a.fit || b.share - a.share);
};

/** How many spreads of the other leaves the slice is from what is expected of it. */
const spreadsAway = ({ leaves, open }: Scene, { leaves: inside, expected }: ScoredSlice): number => {
  const usual = spreadOf(leaves, without(open, inside));
  const squares = inside.reduce((total, index) => total + (leaves[index] as Leaf).forecast ** 2, 0);
  const away = Math.abs(totalsOf(leaves, inside).actual - expected);
  return squares === 0 ? (away > 0 ? Infinity : 0) : away / (usual * Math.sqrt(squares));
};

/** Slices cut to the leaves that are open; those that hold none or all of them say nothing. */
const cutTo = (slices: readonly Slice[], open: readonly number[]): Slice[] => {
  const inOpen = new Set(open);
  return slices
    .map((slice) => ({ ...slice, leaves: slice.leaves.filter((index) => inOpen.has(index)) }))
    .filter(({ leaves }) => leaves.length > 0 && leaves.length < open.length);
};

const bestPair = (scene: Scene, singles: readonly Slice[], seeds: readonly ScoredSlice[]): ScoredSlice | undefined => {
  const seen = new Set<string>();
  const pairs: Slice[] = [];
  for (const seed of seeds) {
    for (const single of singles) {
      const pair = pairs.length < limits.pairs ? pairOf(seed, single) : null;
      const key = pair && JSON.stringify(Object.entries(pair.labels).sort());
      if (pair && key !== null && !seen.has(key)) {
        seen.add(key);
        pairs.push(pair);
      }
    }
  }
  return scored(scene, pairs, (share) => share >= rules.share)[0];
};

/** The best single label, or the pair that is clearly better; null where none stands out. */
const nextSlice = (scene: Scene, slices: readonly Slice[]): ScoredSlice | null => {
  const singles = cutTo(slices, scene.open);
  const seeds = scored(scene, singles, (share) => share >= rules.share).slice(0, limits.seeds);
  const [single] = seeds;
  const pair = bestPair(scene, singles, seeds);
  const best = pair && (!single || pair.fit >= single.fit + rules.pairGain) ? pair : single;
  return best && best.fit >= rules.fit && spreadsAway(scene, best) >= rules.spreads ? best : null;
};

/**
 * Which label values carry a change (`change` in the unit of the leaves' sums, not 0). Greedy, as Adtributor (NSDI 2014) collects
 * elements: the slice that explains most of the unrest (see `fitOf`, after Squeeze, ISSRE 2019) is taken, a pair of labels only where it
 * is clearly better than one; then the same in what is left. Shares are told against what was left by all.
 */
export const findSlices = (leaves: readonly Leaf[], change: number): FoundSlices => {
  const all = leaves
    .map((_, index) => index)
    .filter((index) => leaves[index]?.forecast !== 0 || leaves[index].actual !== 0);
  const slices = labelSlices(leaves);
  const chosen: Slice[] = [];
  let open = all;
  let explained = 0;
  while (chosen.length < rules.most && explained < rules.enough) {
    const best = nextSlice(sceneOf(leaves, open, change), slices);
    if (!best) {
      break;
    }
    chosen.push(best);
    explained += best.share;
    open = without(open, best.leaves);
  }
  const scene = sceneOf(leaves, all, change);
  const rest = totalsOf(leaves, open);
  const explaining = chosen
    .map((slice) => ({
      ...sized(leaves, slice, rest, change),
      fit: fitOf(leaves, slice.leaves, without(all, slice.leaves), scene.unrest),
    }))
    .sort((a, b) => b.share - a.share);
  const named = new Set(explaining.map(({ labels }) => JSON.stringify(labels)));
  const others = scored(scene, cutTo(slices, all), (share) => Math.abs(share) >= rules.share)
    .filter(({ labels }) => !named.has(JSON.stringify(labels)))
    .slice(0, rules.others);
  return { explaining, others };
};
