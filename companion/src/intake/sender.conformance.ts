import { severities } from '@watchroom/contract';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { stampEvent } from '../pipeline/fingerprint.js';
import { mutated, randomFrom } from '../../test/intake/mutated-payload.js';
import { InvalidPayload, type AnySender, type IncomingEvent } from './sender.js';

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

const printOf = (sender: AnySender, event: IncomingEvent): string =>
  stampEvent(sender.name, event, 1, 0).event.fingerprint;

/** What every sender keeps to. Call it from the sender's own test. */
export const senderConformance = (sender: AnySender, fixtures: SenderFixtures): void => {
  const { receivedAt, payloads } = fixtures;
  const parse = async (payload: unknown): Promise<IncomingEvent[]> => sender.parse(payload, receivedAt);

  describe(`sender ${sender.name}`, () => {
    it('understands its own payloads', async () => {
      for (const payload of payloads) {
        const events = await parse(payload);
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

    it('is pure: the same payload gives the same events and stays as it is', async () => {
      for (const payload of payloads) {
        const before = JSON.stringify(payload);
        expect(await parse(payload)).toEqual(await parse(structuredClone(payload)));
        expect(JSON.stringify(payload)).toBe(before);
      }
    });

    it('knows an alert again whatever the order of labels and whatever its annotations', async () => {
      const [a, b] = await Promise.all(
        fixtures.sameAlert.map(async (payload) => (await parse(payload)).map((event) => printOf(sender, event)))
      );
      expect(a).toEqual(b);
      expect(a?.length).toBeGreaterThan(0);
    });

    it.each(fixtures.invalid)('refuses %s, naming the field', async (_, payload, field) => {
      const error: unknown = await parse(payload).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(InvalidPayload);
      expect((error as InvalidPayload).errors.map((one) => one.field)).toContain(field);
    });

    it('says what its payloads must look like', () => {
      expect(z.toJSONSchema(sender.schema, { io: 'input', unrepresentable: 'any' })).toHaveProperty('$schema');
    });

    it('refuses what it does not understand with nothing but InvalidPayload', async () => {
      const pick = randomFrom(20_261_123);
      for (let round = 0; round < 300; round++) {
        const payload = mutated(payloads[round % payloads.length], pick);
        try {
          for (const event of await parse(payload)) {
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
