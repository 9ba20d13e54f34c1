import type { Band } from '@watchroom/contract';
import { isPart, type Judgement } from './judgement.js';

/** Keeps what was judged for drawing, thinned as the points come. */
export interface BandRecorder {
  record(time: number, value: number, judgement: Judgement): void;
  columns(): Omit<Band, 'series' | 'baseline'>;
}

const known = (value: number): number | null => (Number.isFinite(value) ? value : null);

/**
 * Of each of `rows` stretches of [from, to) the point that matters most is kept: an anomalous one, else the one with the highest
 * score, so that thinning hides no spike. Points outside the range are passed over.
 */
export const createBandRecorder = (range: { from: number; to: number; rows: number }): BandRecorder => {
  const { from, to, rows } = range;
  const width = (to - from) / rows;
  const kept: Array<Judgement & { time: number; value: number }> = [];
  let stretch = -1;

  const matters = (judgement: Judgement, value: number): number =>
    (judgement.isAnomaly ? 2 : isPart(judgement, value) ? 1 : 0) +
    (Number.isFinite(judgement.score) ? judgement.score : -1);

  return {
    record: (time, value, judgement) => {
      if (time < from || time >= to) {
        return;
      }
      const index = Math.floor((time - from) / width);
      const last = kept.at(-1);
      if (index > stretch || !last) {
        stretch = index;
        kept.push({ ...judgement, time, value });
      } else if (matters(judgement, value) > matters(last, last.value)) {
        Object.assign(last, judgement, { time, value });
      }
    },
    columns: () => ({
      times: kept.map(({ time }) => time),
      values: kept.map(({ value }) => known(value)),
      expected: kept.map(({ expected }) => known(expected)),
      lower: kept.map(({ lower }) => known(lower)),
      upper: kept.map(({ upper }) => known(upper)),
      score: kept.map(({ score }) => known(score)),
      isAnomaly: kept.map((point) => isPart(point, point.value)),
    }),
  };
};
