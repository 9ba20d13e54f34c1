import { expect, it } from 'vitest';
import { fuzzIntake } from './fuzz.js';

it('mutated payloads of every sender are taken or refused, none breaks anything', async () => {
  const { payloads, accepted, refused, failures } = await fuzzIntake(400);
  expect(failures).toEqual([]);
  expect(accepted + refused).toBe(payloads);
  expect(Math.min(accepted, refused)).toBeGreaterThan(40);
});
