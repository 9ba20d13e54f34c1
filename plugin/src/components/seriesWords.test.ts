import { expect, it } from 'vitest';
import { seriesText, shortNames } from './seriesWords';

it('names series by the labels in which they differ', () => {
  const latency = (service: string) => ({ name: 'latency', labels: { namespace: 'shop', quantile: '0.99', service } });
  expect(shortNames([latency('cart'), latency('user'), { name: 'up', labels: { host: 'a', job: 'x' } }])).toEqual([
    'latency · cart',
    'latency · user',
    'up · a · x',
  ]);
  // The same series, found by two detectors.
  expect(shortNames([latency('cart'), latency('cart')])).toEqual([
    'latency · shop · 0.99 · cart',
    'latency · shop · 0.99 · cart',
  ]);
  expect(shortNames([])).toEqual([]);
});

it('writes series as Prometheus does', () => {
  expect(seriesText('up', { host: 'a"b' })).toBe(String.raw`up{host="a\"b"}`);
});
