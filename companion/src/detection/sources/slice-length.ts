const hour = 3_600_000;
const week = 168 * hour;
/** A slice holds about this many points: few enough for memory and one insert or two, enough to be quick. */
const many = 200_000;
const few = 50_000;
const slowMs = 10_000;
const quickMs = 3000;

/** How much time one query asks for while history is fetched; learns from the answers. */
export interface SliceLength {
  readonly ms: number;
  /** After an answer of so many points that took so long. */
  fitted(points: number, tookMs: number): void;
  /** After an answer that was too much. False where it can't be shorter. */
  halve(): boolean;
}

export const createSliceLength = (stepMs: number): SliceLength => {
  const least = 2 * stepMs;
  const most = Math.max(Math.floor(week / stepMs), 1000) * stepMs;
  let ms = Math.max(Math.ceil(hour / stepMs), 60) * stepMs;
  const shorter = (): boolean => {
    const before = ms;
    ms = Math.max(least, Math.floor(ms / 2 / stepMs) * stepMs);
    return ms < before;
  };
  return {
    get ms() {
      return ms;
    },
    fitted: (points, tookMs) => {
      if (points > many || tookMs > slowMs) {
        shorter();
      } else if (points < few && tookMs < quickMs) {
        ms = Math.min(most, ms * 2);
      }
    },
    halve: shorter,
  };
};
