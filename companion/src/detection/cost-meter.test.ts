import { expect, test } from 'vitest';
import { createCostMeter } from './cost-meter.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

test('learning history is left out, and nothing is said before a run after it', () => {
  const meter = createCostMeter(10 * SECOND);
  expect(meter.cost(0)).toBeNull();
  meter.add(20 * SECOND, 20, true);
  expect(meter.cost(25 * SECOND)).toBeNull();
  meter.add(30 * SECOND, 0.5, false);
  expect(meter.cost(30 * SECOND)).toBeCloseTo(0.05);
  meter.add(40 * SECOND, 0.5, false);
  expect(meter.cost(40 * SECOND)).toBeCloseTo(0.05);
  expect(meter.cost(45 * SECOND)).toBeCloseTo(1 / 25);
});

test('is of the last ten minutes', () => {
  const meter = createCostMeter(MINUTE);
  meter.add(0, 5, true);
  for (let minute = 1; minute <= 60; minute += 1) {
    meter.add(minute * MINUTE, minute <= 50 ? 30 : 6, false);
  }
  expect(meter.cost(60 * MINUTE)).toBeCloseTo(0.1);
  expect(meter.cost(65 * MINUTE)).toBeCloseTo(0.05);
  expect(meter.cost(90 * MINUTE)).toBe(0);
});

test('of a slow detector is of its last two rounds', () => {
  const hour = 60 * MINUTE;
  const meter = createCostMeter(hour);
  meter.add(0, 100, true);
  [1, 2, 3].forEach((at) => meter.add(at * hour, 36, false));
  expect(meter.cost(3.5 * hour)).toBeCloseTo(0.01);
});

test('is never more than a core', () => {
  const meter = createCostMeter(SECOND);
  meter.add(5 * SECOND, 5, false);
  meter.add(10 * SECOND, 6, false);
  expect(meter.cost(10 * SECOND)).toBe(1);
});
