import { expect, test } from 'vitest';
import { nextBlock } from './changed-hours.js';

const HOUR = 3600;
const every = (...hours: number[]) => hours.flatMap((hour) => [[hour * HOUR, 0] as const, [hour * HOUR, 63] as const]);

test('nothing changed, nothing to make', () => {
  expect(nextBlock([], 5)).toBeNull();
});

test('the newest hour with unbroken ones before it, up to a limit', () => {
  expect(nextBlock(every(9, 8, 7, 5), 10)).toEqual({ from: 7 * HOUR, to: 10 * HOUR, first: 0, last: 63 });
  expect(nextBlock(every(9, 8, 7), 2)).toEqual({ from: 8 * HOUR, to: 10 * HOUR, first: 0, last: 63 });
  expect(nextBlock(every(9, 8), 0.2)).toEqual({ from: 9 * HOUR, to: 10 * HOUR, first: 0, last: 63 });
});

test('a week is not read with another', () => {
  const monday = 4 * 24;
  const changed = every(monday + 1, monday, monday - 1);
  expect(nextBlock(changed, 10)).toEqual({ from: monday * HOUR, to: (monday + 2) * HOUR, first: 0, last: 63 });
  expect(nextBlock(every(monday, monday - 1), 10)?.from).toBe(monday * HOUR);
});

test('a few late series do not make all series anew', () => {
  const changed = [[9 * HOUR, 5] as const, [8 * HOUR, 5] as const, ...every(7)];
  expect(nextBlock(changed, 10)).toEqual({ from: 8 * HOUR, to: 10 * HOUR, first: 5, last: 5 });
});
