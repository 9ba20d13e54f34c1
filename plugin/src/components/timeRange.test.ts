import { expect, it } from 'vitest';
import { movedRange, timeRangeOf } from './timeRange';

it('falls back on the usual range where one cannot be read', () => {
  for (const wrong of [
    { from: 'yesterday', to: 'now' },
    { from: '2000', to: '1000' },
  ]) {
    expect(timeRangeOf(wrong).raw).toEqual({ from: 'now-7d', to: 'now' });
  }
  const { from, to } = timeRangeOf({ from: '1000', to: '2000' });
  expect([from.valueOf(), to.valueOf()]).toEqual([1000, 2000]);
});

it('moves a range, and widens it', () => {
  const range = timeRangeOf({ from: '1000', to: '2000' });
  expect(movedRange(range, 'back')).toEqual({ from: '500', to: '1500' });
  expect(movedRange(range, 'forward')).toEqual({ from: '1500', to: '2500' });
  expect(movedRange(range, 'out')).toEqual({ from: '500', to: '2500' });
});
