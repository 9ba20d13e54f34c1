import { wildcard } from './miner-text.js';
import { hashShape } from './shape-hash.js';

/** Finds shapes by their parts, exactly or with wildcards learnt in certain places, and shapes that differ in a single place. */
export interface ShapeIndex<T> {
  /** The item of this shape, or of one that has wildcards where this has words. */
  find: (parts: readonly string[]) => T | undefined;
  /** From now on `parts` lead to `item`; `learnt` are the places of learnt wildcards. */
  put: (parts: readonly string[], learnt: readonly number[], item: T) => void;
  /** The values seen in this place with all else equal, each with its item, `item` among them now. */
  neighbours: (parts: readonly string[], place: number, item: T) => ReadonlyMap<string, T>;
  remove: (parts: readonly string[], places: readonly number[], item: T) => void;
  clear: () => void;
}

const maxPatternsPerLength = 64;

export const createShapeIndex = <T>(): ShapeIndex<T> => {
  const items = new Map<number, T>();
  const groups = new Map<number, Map<string, T>>();
  const patterns = new Map<number, Map<string, readonly number[]>>();

  const learn = (length: number, places: readonly number[]): void => {
    const known = patterns.get(length) ?? new Map<string, readonly number[]>();
    if (known.size < maxPatternsPerLength) {
      known.set(places.join(), places);
      patterns.set(length, known);
    }
  };

  return {
    find: (parts) => {
      const hash = hashShape(parts);
      const exact = items.get(hash.key);
      if (exact !== undefined) {
        return exact;
      }
      for (const places of patterns.get(parts.length)?.values() ?? []) {
        const found = items.get(hash.with(places, wildcard));
        if (found !== undefined) {
          return found;
        }
      }
      return undefined;
    },
    put: (parts, learnt, item) => {
      items.set(hashShape(parts).key, item);
      if (learnt.length > 0) {
        learn(parts.length, learnt);
      }
    },
    neighbours: (parts, place, item) => {
      const key = hashShape(parts).with([place], wildcard);
      const group = groups.get(key) ?? new Map<string, T>();
      groups.set(key, group);
      group.set(parts[place] ?? '', item);
      return group;
    },
    remove: (parts, places, item) => {
      const hash = hashShape(parts);
      if (items.get(hash.key) === item) {
        items.delete(hash.key);
      }
      for (const place of places) {
        const key = hash.with([place], wildcard);
        const group = groups.get(key);
        const value = parts[place] ?? '';
        if (group?.get(value) === item) {
          group.delete(value);
          if (group.size === 0) {
            groups.delete(key);
          }
        }
      }
    },
    clear: () => {
      items.clear();
      groups.clear();
      patterns.clear();
    },
  };
};
