import { measureLevel, noLevel, type Level } from './spread.js';

const HOUR = 3_600_000;

/**
 * Baseline by slot of a season: hour of day or hour of week (UTC). Each slot keeps its newest `capacity` values, at most
 * `perVisit` of one visit so that fast series keep as many days as slow ones. A slot's level is measured when the slot is
 * entered, from earlier visits only, so that an anomaly does not widen its own band, and the cost falls on one point an hour.
 */
export interface Seasonal {
  slots: number;
  capacity: number;
  perVisit: number;
  /** The values of all slots, one slot behind the other, each ascending. */
  values: Float64Array;
  /** Beside each value its place in the slot's order of arrival, so that the oldest can be found. */
  arrivals: Uint8Array;
  sizes: Uint8Array;
  heads: Uint8Array;
  /** Visits so far, at most 255. */
  visits: Uint8Array;
  /** Hour (since the epoch) being visited. */
  hour: number;
  /** How many values of an hour are kept at this step. */
  perHour: number;
  step: number;
  takenThisVisit: number;
  seenThisVisit: number;
  /** Of the slot before, this one and the next. */
  before: Level;
  here: Level;
  after: Level;
  level: Level;
}

/** Values that are kept of one visit of a slot. */
export const MOST_OF_A_VISIT = 4;
/** Shifts the epoch (a Thursday) so that slot 0 of a week is Monday 00:00. Has no effect on hours of the day. */
const MONDAY = 72;

export const createSeasonal = (slots: 24 | 168): Seasonal => {
  const capacity = slots === 24 ? 56 : 16;
  return {
    slots,
    capacity,
    perVisit: MOST_OF_A_VISIT,
    values: new Float64Array(slots * capacity),
    arrivals: new Uint8Array(slots * capacity),
    sizes: new Uint8Array(slots),
    heads: new Uint8Array(slots),
    visits: new Uint8Array(slots),
    hour: NaN,
    perHour: 1,
    step: NaN,
    takenThisVisit: 0,
    seenThisVisit: 0,
    before: noLevel(),
    here: noLevel(),
    after: noLevel(),
    level: noLevel(),
  };
};

const slotOf = (seasonal: Seasonal, hour: number): number => {
  const slot = (hour + MONDAY) % seasonal.slots;
  return slot < 0 ? slot + seasonal.slots : slot;
};

const measureSlot = (seasonal: Seasonal, hour: number, into: Level): void => {
  const slot = slotOf(seasonal, hour);
  const size = seasonal.sizes[slot] as number;
  if (size > 0) {
    measureLevel(seasonal.values, slot * seasonal.capacity, size, into);
  }
  into.size = Math.min(size, seasonal.visits[slot] as number);
};

const copyLevel = (from: Level, to: Level): void => {
  to.median = from.median;
  to.from = from.from;
  to.to = from.to;
  to.up = from.up;
  to.down = from.down;
  to.size = from.size;
};

const enterHour = (seasonal: Seasonal, hour: number): void => {
  if (hour === seasonal.hour + 1) {
    copyLevel(seasonal.here, seasonal.before);
    copyLevel(seasonal.after, seasonal.here);
  } else {
    measureSlot(seasonal, hour - 1, seasonal.before);
    measureSlot(seasonal, hour, seasonal.here);
  }
  measureSlot(seasonal, hour + 1, seasonal.after);
  seasonal.hour = hour;
  seasonal.takenThisVisit = 0;
  seasonal.seenThisVisit = 0;
  const slot = slotOf(seasonal, hour);
  seasonal.visits[slot] = Math.min(255, (seasonal.visits[slot] as number) + 1);
};

/**
 * Sets `level` to what is expected at `hours` since the epoch (`hour` whole ones); `level.size` is the number of earlier visits of the slot. Between the middles
 * of two slots it goes straight from one to the other, unless points are so far apart (`step`) that each slot holds few.
 */
export const expectSeasonal = (seasonal: Seasonal, hours: number, hour: number, step: number): void => {
  if (hour !== seasonal.hour) {
    enterHour(seasonal, hour);
  }
  const { here, level } = seasonal;
  const part = hours - hour - 0.5;
  const other = part < 0 ? seasonal.before : seasonal.after;
  if (step > HOUR / 4 || other.size === 0) {
    copyLevel(here, level);
    return;
  }
  const weight = Math.abs(part);
  level.median = here.median + weight * (other.median - here.median);
  level.from = Math.min(here.median, other.median);
  level.to = Math.max(here.median, other.median);
  level.up = here.up + weight * (other.up - here.up);
  level.down = here.down + weight * (other.down - here.down);
  level.size = here.size;
};

/** Puts a value in its place in the slot, over the slot's oldest one where it is full. */
const keep = (seasonal: Seasonal, slot: number, value: number): void => {
  const { values, arrivals, capacity } = seasonal;
  const from = slot * capacity;
  const arrival = seasonal.heads[slot] as number;
  let size = seasonal.sizes[slot] as number;
  let hole = from + size;
  if (size === capacity) {
    hole = arrivals.indexOf(arrival, from);
  } else {
    size += 1;
    seasonal.sizes[slot] = size;
  }
  while (hole > from && (values[hole - 1] as number) > value) {
    values[hole] = values[hole - 1] as number;
    arrivals[hole] = arrivals[hole - 1] as number;
    hole -= 1;
  }
  const last = from + size - 1;
  while (hole < last && (values[hole + 1] as number) < value) {
    values[hole] = values[hole + 1] as number;
    arrivals[hole] = arrivals[hole + 1] as number;
    hole += 1;
  }
  values[hole] = value;
  arrivals[hole] = arrival;
  seasonal.heads[slot] = arrival + 1 === capacity ? 0 : arrival + 1;
};

/** Learns a finite value of the hour that `expectSeasonal` was last asked for. */
export const learnSeasonal = (seasonal: Seasonal, value: number, step: number): void => {
  seasonal.seenThisVisit += 1;
  if (step !== seasonal.step) {
    seasonal.step = step;
    seasonal.perHour = Math.max(1, Math.min(seasonal.perVisit, Math.round(HOUR / step)));
  }
  const { perHour } = seasonal;
  if (
    seasonal.takenThisVisit >= perHour ||
    (seasonal.seenThisVisit - 1) * step * perHour < seasonal.takenThisVisit * HOUR
  ) {
    return;
  }
  seasonal.takenThisVisit += 1;
  keep(seasonal, slotOf(seasonal, seasonal.hour), value);
};
