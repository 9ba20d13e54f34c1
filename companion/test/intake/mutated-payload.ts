import { seeded } from '../detection/signals.js';

/** Picks numbers from 0 to below what is given, the same for the same seed. */
export const randomFrom = (seed: number): ((below: number) => number) => {
  const random = seeded(seed);
  return (below) => random() * below;
};

const oddities: unknown[] = [
  null,
  undefined,
  '',
  'x',
  '\u0000',
  '\ud800',
  -1,
  1e308,
  Number.NaN,
  true,
  [],
  {},
  [[]],
  [null],
  { alertname: 1 },
  JSON.parse('{"__proto__": {"polluted": "yes"}, "constructor": "x"}'),
  '9999-99-99T99:99:99Z',
  '0001-01-01T00:00:00Z',
  'a'.repeat(100_000),
];

type Container = Record<string, unknown> | unknown[];

const containersOf = (value: unknown): Container[] =>
  typeof value === 'object' && value !== null
    ? [value as Container, ...Object.values(value).flatMap(containersOf)]
    : [];

/** A deep copy with one to three places changed, removed or doubled. */
export const mutated = (payload: unknown, pick: (below: number) => number): unknown => {
  const copy = structuredClone(payload);
  const choose = <T>(from: readonly T[]): T => from[Math.floor(pick(from.length))] as T;
  if (pick(20) < 1) {
    return structuredClone(choose(oddities));
  }
  for (let times = Math.ceil(pick(3)); times > 0; times--) {
    const container = choose(containersOf(copy)) as Record<string, unknown>;
    const keys = Object.keys(container);
    const key = keys.length > 0 ? choose(keys) : 'new';
    const how = pick(4);
    if (how < 1) {
      delete container[key];
    } else if (how < 2) {
      container[`${key}x`] = container[key];
    } else {
      container[key] = structuredClone(choose(oddities));
    }
  }
  return copy;
};
