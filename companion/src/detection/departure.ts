import type { BandOptions } from '@watchroom/contract';
import { createNovelty, exceedance, type Novelty } from './novelty.js';

/** Mean of signed distances (in spreads) over about the last points, and how far it has been from nought before. */
export interface Departure {
  mean: number;
  novelty: Novelty;
}

export const createDeparture = (): Departure => ({ mean: 0, novelty: createNovelty() });

/** The part of a signed number that goes in the direction asked for, >= 0. */
export const inDirection = (direction: BandOptions['direction'], signed: number): number => {
  if (direction === 'both') {
    return Math.abs(signed);
  }
  return Math.max(0, direction === 'up' ? signed : -signed);
};

/**
 * Learns a distance and answers by which part their mean, in which the newest weighs `part`, exceeds its record. `scale` makes up for means
 * straying less than single points. An exponentially weighted mean control chart (Roberts 1959) with a limit that is learnt.
 */
export const depart = (
  departure: Departure,
  signed: number,
  part: number,
  scale: number,
  fade: number,
  direction: BandOptions['direction']
): number => {
  departure.mean += (signed - departure.mean) * part;
  return exceedance(departure.novelty, scale * inDirection(direction, departure.mean), fade);
};
