import { compileMatchers, type Labels, type Matcher } from '@watchroom/contract';

type Holds = (labels: Labels, name: string) => boolean;

/** Finds which of many sets of matchers hold for an alert, without trying most of them. */
export interface MatcherIndex<T> {
  add(item: T, matchers: readonly Matcher[]): void;
  remove(item: T): void;
  /** In the order in which they were added. */
  match(labels: Labels, name: string): T[];
  holds(item: T, labels: Labels, name: string): boolean;
  readonly size: number;
}

interface Held<T> {
  item: T;
  order: number;
  holds: Holds;
  /** An equation that must hold: what it is found by. */
  by: { label: string; value: string } | null;
}

/** Regular expressions are compiled once, when a set is added. */
export const createMatcherIndex = <T>(): MatcherIndex<T> => {
  const all = new Map<T, Held<T>>();
  const byLabel = new Map<string, Map<string, Set<Held<T>>>>();
  const others = new Set<Held<T>>();
  let order = 0;

  const bucketOf = ({ by }: Held<T>): Set<Held<T>> => {
    if (by === null) {
      return others;
    }
    const values = byLabel.get(by.label) ?? new Map<string, Set<Held<T>>>();
    byLabel.set(by.label, values);
    const bucket = values.get(by.value) ?? new Set();
    values.set(by.value, bucket);
    return bucket;
  };

  return {
    add: (item, matchers) => {
      const equation = matchers.find(({ label, op, value }) => op === '=' && value !== '' && label !== '__name__');
      const held = { item, order: order++, holds: compileMatchers(matchers), by: equation ?? null };
      all.set(item, held);
      bucketOf(held).add(held);
    },
    remove: (item) => {
      const held = all.get(item);
      if (!held) {
        return;
      }
      all.delete(item);
      const bucket = bucketOf(held);
      bucket.delete(held);
      if (held.by && bucket.size === 0) {
        const values = byLabel.get(held.by.label);
        values?.delete(held.by.value);
        if (values?.size === 0) {
          byLabel.delete(held.by.label);
        }
      }
    },
    match: (labels, name) => {
      const found: Array<Held<T>> = [];
      for (const [label, values] of byLabel) {
        const value = labels[label];
        for (const held of (value === undefined ? undefined : values.get(value)) ?? []) {
          if (held.holds(labels, name)) {
            found.push(held);
          }
        }
      }
      for (const held of others) {
        if (held.holds(labels, name)) {
          found.push(held);
        }
      }
      return found.sort((a, b) => a.order - b.order).map(({ item }) => item);
    },
    holds: (item, labels, name) => all.get(item)?.holds(labels, name) ?? false,
    get size() {
      return all.size;
    },
  };
};
