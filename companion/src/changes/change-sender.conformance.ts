import { changeEvent, type ChangeEvent } from '@watchroom/contract';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { InvalidPayload } from '../intake/sender.js';
import { mutated, randomFrom } from '../../test/intake/mutated-payload.js';
import { isSaneTime, toChangeEvent, type ChangeSender } from './change-sender.js';

type Payload = [payload: unknown, headers?: Record<string, string>];

/** What every sender of changes keeps to. Call it from the sender's own test. */
export const changeSenderConformance = (
  sender: ChangeSender,
  fixtures: {
    /** ms. */
    receivedAt: number;
    /** Good ones, each with at least one change. */
    payloads: Payload[];
    invalid: Array<[name: string, payload: Payload, field: string]>;
  }
): void => {
  const { receivedAt } = fixtures;
  const read = ([payload, headers = {}]: Payload, at = receivedAt): ChangeEvent[] =>
    sender.parse(payload, { receivedAt: at, headers }).map((change) => toChangeEvent(sender.source, change, at));

  describe(`sender of changes ${sender.name}`, () => {
    it('understands its own payloads', () => {
      for (const payload of fixtures.payloads) {
        const changes = read(payload);
        expect(changes.length).toBeGreaterThan(0);
        for (const change of changes) {
          expect(() => changeEvent.encode(change)).not.toThrow();
          expect(change).toMatchObject({ source: sender.source, title: expect.stringMatching(/\S/) as string });
        }
      }
    });

    it('gives a repeat the same id, and different changes different ones', () => {
      const ids = fixtures.payloads.map((payload) => read(payload).map(({ id }) => id));
      const again = fixtures.payloads.map((payload) => read(payload, receivedAt + 60_000).map(({ id }) => id));
      expect(again).toEqual(ids);
      expect(new Set(ids.flat()).size).toBe(ids.flat().length);
    });

    it.each(fixtures.invalid)('refuses %s, naming the field', (_, payload, field) => {
      let error: unknown;
      try {
        read(payload);
      } catch (thrown) {
        error = thrown;
      }
      expect(error).toBeInstanceOf(InvalidPayload);
      expect((error as InvalidPayload).errors.map((one) => one.field)).toContain(field);
    });

    it('says what its payloads must look like', () => {
      expect(z.toJSONSchema(sender.schema, { io: 'input', unrepresentable: 'any' })).toHaveProperty('$schema');
    });

    it('refuses what it does not understand with nothing but InvalidPayload', () => {
      const pick = randomFrom(20_261_124);
      for (let round = 0; round < 200; round++) {
        const [payload, headers] = fixtures.payloads[round % fixtures.payloads.length] as Payload;
        try {
          for (const change of read([mutated(payload, pick), headers])) {
            expect([change.at, change.endsAt ?? change.at, change.updatedAt].every(isSaneTime)).toBe(true);
            expect(Object.values(change.labels).every((value) => typeof value === 'string')).toBe(true);
            expect(change.title.length).toBeLessThanOrEqual(500);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidPayload);
        }
      }
    });
  });
};
