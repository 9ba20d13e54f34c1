import { expect, it } from 'vitest';
import { formatExplorerUrl, parseExplorerUrl } from './explorerUrl';

it.each([
  '',
  '?detector=CPU&match=cpu%7Bhost%3D%22a%22%7D',
  '?from=now-30d&to=now&anomaly=a1',
  '?from=1000&to=2000&series=s&at=1500',
])('reads what it writes: %s', (address) => {
  expect(formatExplorerUrl(parseExplorerUrl(address))).toBe(address);
});
