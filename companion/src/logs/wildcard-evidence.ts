import { isBetween, isVarying, wildcard } from './miner-text.js';

/** Values that a place must have shown, in weight, before it counts as a place that varies. */
export const neededWeight = 5;

/** English words behind which a name stands rather than an action. */
const introducing = new Set(
  (
    'for from to by of on at in with via into using named called user users host account device interface service ' +
    'process node server client driver file address group domain container pod job task session'
  ).split(' ')
);

/** What one value weighs: letters before a number, names with a sign in them, plain words, words in capitals (mostly keywords). */
const valueWeights = { prefixed: 2, marked: 1.7, plain: 1, capitals: 0.6 } as const;

/** What a place weighs: where names stand, anywhere, at the front where actions stand. */
const placeWeights = { naming: 1.7, usual: 1, first: 0.5 } as const;

/** How much a value by its look speaks for a place that varies: names with signs or numbers in them more than plain words. */
export const valueWeight = (value: string): number => {
  if (isVarying(value)) {
    return valueWeights.prefixed;
  }
  if (/[^\p{L}]/u.test(value)) {
    return valueWeights.marked;
  }
  return value.length > 1 && value === value.toUpperCase() ? valueWeights.capitals : valueWeights.plain;
};

/** How much a place speaks for itself: behind `for` or `user` and in quotes or brackets names stand, at the front actions. */
export const placeWeight = (parts: readonly string[], place: number): number => {
  const between = parts[place - 1] ?? '';
  if (/['"([<{]$/.test(between)) {
    return placeWeights.naming;
  }
  const before = parts[place - 2];
  if (before === undefined) {
    return placeWeights.first;
  }
  return introducing.has(before.toLowerCase()) ? placeWeights.naming : placeWeights.usual;
};

/** The places of words that might turn out to vary. */
export const wordPlaces = (parts: readonly string[]): number[] => {
  const places: number[] = [];
  for (const [place, part] of parts.entries()) {
    if (part !== wildcard && !isBetween(part)) {
      places.push(place);
    }
  }
  return places;
};
