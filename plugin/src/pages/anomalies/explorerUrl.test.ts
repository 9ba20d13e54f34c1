import { expect, it } from 'vitest';
import { formatExplorerUrl, parseExplorerUrl, timeRangeOf } from './explorerUrl';

it.each([
  '',
  '?detector=CPU&match=cpu%7Bhost%3D%22a%22%7D',
  '?from=now-30d&to=now&anomaly=a1',
  '?from=1000&to=2000&series=s&at=1500',
])('reads what it writes: %s', (address) => {
  expect(formatExplorerUrl(parseExplorerUrl(address))).toBe(address);
});

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
