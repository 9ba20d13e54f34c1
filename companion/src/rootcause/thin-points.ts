import type { Points } from '@watchroom/contract';

/**
 * At most `most` of the points, for drawing: cut into stretches of equal count, the lowest and the highest of each stay, so that
 * spikes and the true range remain visible.
 */
export const thinPoints = (times: readonly number[], values: readonly number[], most: number): Points => {
  if (times.length <= most) {
    return { times: [...times], values: [...values] };
  }
  const stretches = Math.max(1, Math.floor(most / 2));
  const kept = new Set<number>();
  for (let stretch = 0; stretch < stretches; stretch++) {
    const from = Math.floor((stretch * times.length) / stretches);
    const to = Math.floor(((stretch + 1) * times.length) / stretches);
    let low = from;
    let high = from;
    for (let index = from + 1; index < to; index++) {
      low = (values[index] as number) < (values[low] as number) ? index : low;
      high = (values[index] as number) > (values[high] as number) ? index : high;
    }
    kept.add(low).add(high);
  }
  const indices = [...kept].sort((a, b) => a - b);
  return {
    times: indices.map((index) => times[index] as number),
    values: indices.map((index) => values[index] as number),
  };
};
