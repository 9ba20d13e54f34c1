import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { initSync, MSTL } from '@bsull/augurs/mstl';
import type { Signal } from '../companion/src/detection/types.js';

/** As many series are fitted; one of four weeks takes a good part of a second. */
const SERIES = 5;

/**
 * Points that `@bsull/augurs`' MSTL (with an ETS trend, in WebAssembly) fits a second of one core, with bands of 95 %, for seasons of so
 * many points. It judges a whole series at once: live, each new point would cost a fit. `cpuSeconds` tells the time used so far.
 */
export const augursRate = async (
  signals: readonly Signal[],
  periods: number[],
  cpuSeconds: () => number
): Promise<number> => {
  const wasm = fileURLToPath(import.meta.resolve('@bsull/augurs/mstl')).replace(/\.js$/, '_bg.wasm');
  // Node's fetch does not read files, which the package's own start would need.
  initSync({ module: await readFile(wasm) });
  const few = signals.slice(0, SERIES);
  const began = cpuSeconds();
  for (const { values } of few) {
    const model = MSTL.ets(periods);
    model.fit(values);
    const { intervals } = model.predictInSample(0.95);
    if (intervals?.lower.length !== values.length) {
      throw new Error('MSTL gave no band for its points');
    }
    model.free();
  }
  return few.reduce((sum, { values }) => sum + values.length, 0) / (cpuSeconds() - began);
};
