import { expect, it } from 'vitest';
import { aBand } from '../../../test/kit/detection';
import { seriesFromFrames } from '../../panels/anomaly/series/seriesFromFrames';
import { bandFrame, withAnomalies } from './bandFrames';

it('makes a frame that the anomaly panel draws without asking', () => {
  const { series } = seriesFromFrames([bandFrame(aBand('db-1'), 'A')]);
  expect(series).toHaveLength(1);
  expect(series[0]).toMatchObject({
    name: 'cpu',
    values: [1, 9, 1],
    supplied: { upper: [2, 2, 2], baseline: 'rolling' },
  });
  expect(series[0]?.supplied?.isAnomaly).toEqual([false, true, false]);
});

it('marks the points that an anomaly overlaps, a short one between two points as well', () => {
  const band = { ...aBand('db-1'), times: [0, 100, 200, 300] };
  const marks = (startsAt: number, endsAt: number | null) => withAnomalies(band, [{ startsAt, endsAt }]).isAnomaly;
  expect(marks(100, 200)).toEqual([false, true, false, false]);
  expect(marks(120, 130)).toEqual([false, true, false, false]);
  expect(marks(100, 100)).toEqual([false, true, false, false]);
  expect(marks(150, null)).toEqual([false, true, true, true]);
  expect(marks(400, 500)).toEqual([false, false, false, false]);
});
