import { severities } from '@watchroom/contract';
import { describe, expect, it } from 'vitest';
import { stampEvent } from '../pipeline/fingerprint.js';
import { InvalidPayload, type IncomingEvent, type Sender } from './sender.js';

export interface SenderFixtures {
  /** When the payloads are received, ms. */
  receivedAt: number;
  /** Good payloads, each with at least one alert. */
  payloads: unknown[];
  /** Wrong payloads and the field that the refusal names. */
  invalid: Array<[name: string, payload: unknown, field: string]>;
  /** The same payload twice: labels in another order, other annotations. */
  sameAlert: [unknown, unknown];
}

/** Mulberry32: small, seeded, good enough to pick mutations. */
const randomFrom = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below;
  };
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
const mutated = (payload: unknown, pick: (below: number) => number): unknown => {
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

const printOf = (sender: Sender, event: IncomingEvent): string =>
  stampEvent(sender.name, event, 1, 0).event.fingerprint;

/** What every sender keeps to. Call it from the sender's own test. */
export const senderConformance = (sender: Sender, fixtures: SenderFixtures): void => {
  const { receivedAt, payloads } = fixtures;
  const parse = (payload: unknown): IncomingEvent[] => sender.parse(payload, receivedAt);

  describe(`sender ${sender.name}`, () => {
    it('understands its own payloads', () => {
      for (const payload of payloads) {
        const events = parse(payload);
        expect(events.length).toBeGreaterThan(0);
        for (const event of events) {
          expect(event.name).not.toBe('');
          expect(severities).toContain(event.severity);
          expect(event.identity.length).toBeGreaterThan(0);
          expect(Number.isSafeInteger(event.startsAt)).toBe(true);
          expect(event.status === 'firing' || event.endsAt !== null).toBe(true);
        }
      }
    });

    it('is pure: the same payload gives the same events and stays as it is', () => {
      for (const payload of payloads) {
        const before = JSON.stringify(payload);
        expect(parse(payload)).toEqual(parse(structuredClone(payload)));
        expect(JSON.stringify(payload)).toBe(before);
      }
    });

    it('knows an alert again whatever the order of labels and whatever its annotations', () => {
      const [a, b] = fixtures.sameAlert.map((payload) => parse(payload).map((event) => printOf(sender, event)));
      expect(a).toEqual(b);
      expect(a?.length).toBeGreaterThan(0);
    });

    it.each(fixtures.invalid)('refuses %s, naming the field', (_, payload, field) => {
      expect(() => parse(payload)).toThrow(InvalidPayload);
      try {
        parse(payload);
      } catch (error) {
        expect((error as InvalidPayload).errors.map((one) => one.field)).toContain(field);
      }
    });

    it('refuses what it does not understand with nothing but InvalidPayload', () => {
      const pick = randomFrom(20_261_123);
      for (let round = 0; round < 800; round++) {
        const payload = mutated(payloads[round % payloads.length], pick);
        try {
          for (const event of parse(payload)) {
            expect(Object.values(event.labels).every((value) => typeof value === 'string')).toBe(true);
            expect(Number.isFinite(event.startsAt)).toBe(true);
            stampEvent(sender.name, event, round, receivedAt);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidPayload);
          expect((error as InvalidPayload).errors.every(({ field }) => field !== '')).toBe(true);
        }
      }
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    }, 30_000);
  });
};
