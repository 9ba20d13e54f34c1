import { expect, it } from 'vitest';
import { aReport } from '../../../test/kit/report';
import { chartsOf, duration, plotColumns } from './reportLines';

it('stacks what became of events, and leaves means as they are', () => {
  const report = aReport();
  const [fates, , times] = chartsOf(report);
  if (!fates || !times) {
    throw new Error('charts are missing');
  }
  const at = report.buckets.map((bucket) => bucket.at);
  const [first, highest, ...rest] = plotColumns(at, fates);
  expect(first).toEqual(at);
  // Repeats lie on top: with them it is all that came.
  expect(highest).toEqual([40, 0, 20]);
  expect(rest.at(-1)).toEqual([3, 0, 1]);
  expect(plotColumns(at, times)[1]).toEqual([120_000, null, null]);
});

it('tells short times', () => {
  expect([duration(0), duration(90_000), duration(3_720_000)]).toEqual(['0 s', '1 m', '1 h 2 m']);
});
