const DAY = 86_400_000;
const DAYS = 28;

/** Highest and lowest value of the last four weeks, kept by day. */
export interface Extremes {
  day: number;
  highs: Float64Array;
  lows: Float64Array;
  /** Over the days before the present one and over the present one. */
  high: number;
  low: number;
}

export const createExtremes = (): Extremes => ({
  day: NaN,
  highs: new Float64Array(DAYS).fill(-Infinity),
  lows: new Float64Array(DAYS).fill(Infinity),
  high: -Infinity,
  low: Infinity,
});

const enterDay = (extremes: Extremes, day: number): void => {
  const from = Number.isNaN(extremes.day) || day - extremes.day > DAYS || day < extremes.day ? day : extremes.day + 1;
  for (let each = from; each <= day; each += 1) {
    const place = ((each % DAYS) + DAYS) % DAYS;
    extremes.highs[place] = -Infinity;
    extremes.lows[place] = Infinity;
  }
  if (day - extremes.day > DAYS) {
    extremes.highs.fill(-Infinity);
    extremes.lows.fill(Infinity);
  }
  extremes.day = day;
  extremes.high = -Infinity;
  extremes.low = Infinity;
  for (let place = 0; place < DAYS; place += 1) {
    extremes.high = Math.max(extremes.high, extremes.highs[place] as number);
    extremes.low = Math.min(extremes.low, extremes.lows[place] as number);
  }
};

/** Learns a finite value. */
export const learnExtremes = (extremes: Extremes, time: number, value: number): void => {
  const day = Math.floor(time / DAY);
  // A point that comes late belongs to what is known by now.
  if (!(day <= extremes.day)) {
    enterDay(extremes, day);
  }
  const place = ((extremes.day % DAYS) + DAYS) % DAYS;
  if (value > (extremes.highs[place] as number)) {
    extremes.highs[place] = value;
    extremes.high = Math.max(extremes.high, value);
  }
  if (value < (extremes.lows[place] as number)) {
    extremes.lows[place] = value;
    extremes.low = Math.min(extremes.low, value);
  }
};
