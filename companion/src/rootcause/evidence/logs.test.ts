import { describe, expect, it } from 'vitest';
import type { LogCount } from '../../stores/timeseries/log-store.js';
import { rankCauses } from '../rank.js';
import { collectorConformance } from './collector.conformance.js';
import { logCollector } from './logs.js';

const minute = 60_000;
const detectedAt = Date.UTC(2026, 0, 1, 1);
const span = { from: detectedAt - 60 * minute, detectedAt, to: detectedAt + 10 * minute, services: ['cart', 'front'] };

const counts: LogCount[] = [];
for (let at = span.from; at < span.to; at += minute) {
  counts.push({ service: 'front', templateId: 'ok', at, lines: 50 + ((at / minute) % 3), errors: 0 });
  counts.push({ service: 'cart-5d9c7bfd4-x2x4q', templateId: 'ok', at, lines: 40, errors: 0 });
  if (at >= detectedAt) {
    counts.push({ service: 'cart-5d9c7bfd4-x2x4q', templateId: 'bad', at, lines: 9, errors: 9 });
  }
}

const open = () =>
  logCollector(
    { counts: ({ from, to }) => Promise.resolve(counts.filter(({ at }) => at >= from && at < to)) },
    { canonical: (id) => id, textOf: (id) => (id === 'bad' ? 'lock <*> lost' : 'served <*>') }
  );

describe('evidence of logs', () => {
  collectorConformance(open, { span, broken: 'cart', calm: 'front' });

  it('a template that was never seen, at level error, makes its service the cause', async () => {
    const { signals } = await open().collect(span);
    const { causes } = rankCauses({ series: [], signals, detectedAt });
    expect(causes[0]).toMatchObject({ service: 'cart' });
    expect(causes[0]?.shifts[0].series.labels).toMatchObject({ template: 'lock <*> lost' });
  });
});
