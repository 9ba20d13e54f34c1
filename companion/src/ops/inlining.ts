import { setFlagsFromString } from 'node:v8';

/** Of bytecode; V8's own is 920. More brought nothing. */
const CUMULATIVE = 2000;

/**
 * Lets V8 put more of the functions that a function calls into it. Judging a point calls some forty small ones, and V8 puts each number that it
 * hands to one outside on the heap; with this a backtest took a sixth less time. To be called first thing: it holds for what is compiled later.
 */
export const inlineMore = (): void => setFlagsFromString(`--max-inlined-bytecode-size-cumulative=${CUMULATIVE}`);
