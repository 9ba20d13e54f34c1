/** Which way a series' steps go: one that rises and hardly ever falls is a raw counter, and its falls are restarts. */
export interface RawCounter {
  last: number;
  steps: number;
  rises: number;
  falls: number;
}

/** Of a counter's steps so many go up and so few go down; fewer steps tell nothing. */
const ENOUGH_STEPS = 100;
const MOSTLY = 0.5;
const HARDLY_EVER = 0.01;

export const createRawCounter = (): RawCounter => ({ last: NaN, steps: 0, rises: 0, falls: 0 });

export const isRawCounter = ({ steps, rises, falls }: RawCounter): boolean =>
  steps >= ENOUGH_STEPS && rises > MOSTLY * steps && falls < HARDLY_EVER * steps;

/** Learns a finite value. */
export const learnStep = (counter: RawCounter, value: number): void => {
  counter.steps += 1;
  counter.rises += value > counter.last ? 1 : 0;
  counter.falls += value < counter.last ? 1 : 0;
  counter.last = value;
};
