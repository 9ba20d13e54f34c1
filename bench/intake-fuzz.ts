import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { fuzzIntake } from '../companion/test/intake/fuzz.js';

/** 100,000 mutated payloads (or as many as the first argument says) over all senders: what was answered, and what memory it took. */
export async function run(args: string[]): Promise<Record<string, number>> {
  setFlagsFromString('--expose-gc');
  (globalThis as { gc?: () => void }).gc = runInNewContext('gc') as () => void;
  const { failures, ...figures } = await fuzzIntake(Number(args[0] ?? 100_000));
  for (const failure of failures.slice(0, 20)) {
    console.error(failure);
  }
  return { ...figures, payloads_per_second: Math.round(figures.payloads / figures.seconds) };
}
