import { describe, expect, it } from 'vitest';
import type { LogCountSeries } from '../../stores/timeseries/log-store.js';
import { rankCauses } from '../rank.js';
import { collectorConformance } from './collector.conformance.js';
import { logCollector } from './logs.js';

const minute = 60_000;
const detectedAt = Date.UTC(2026, 0, 1, 1);
const span = { from: detectedAt - 60 * minute, detectedAt, to: detectedAt + 10 * minute, services: ['cart', 'front'] };

const minutes = Array.from({ length: 70 }, (_, index) => span.from + index * minute);
const counted = (service: string, templateId: string, at: number[], lines: (at: number) => number): LogCountSeries => ({
  service,
  templateId,
  at,
  lines: at.map(lines),
  errors: at.map((each) => (templateId === 'bad' ? lines(each) : 0)),
});
const pod = 'cart-5d9c7bfd4-x2x4q';

const open = () =>
  logCollector(
    {
      countSeries: ({ from, to }) => {
        const within = minutes.filter((at) => at >= from && at < to);
        const after = within.filter((at) => at >= detectedAt);
        const all = [
          counted('front', 'ok', within, (at) => 50 + ((at / minute) % 3)),
          counted(pod, 'ok', within, () => 40),
          counted(pod, 'bad', after, () => 9),
        ];
        return Promise.resolve(all.filter(({ at }) => at.length > 0));
      },
    },
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
