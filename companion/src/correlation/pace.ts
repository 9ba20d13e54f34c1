/** How fast something comes, over about the last second. */
export interface Pace {
  /** Counts one at `at` (ms); a second, now. */
  beat(key: string, at: number): number;
}

const overMs = 1000;
const maxKeys = 20_000;

/** Smoothed rates of many things in bounded memory. */
export const createPace = (): Pace => {
  const rates = new Map<string, { at: number; rate: number }>();
  return {
    beat: (key, at) => {
      const it = rates.get(key);
      if (!it) {
        if (rates.size >= maxKeys) {
          rates.clear();
        }
        rates.set(key, { at, rate: 1000 / overMs });
        return 1000 / overMs;
      }
      const elapsed = at - it.at;
      if (elapsed > 0) {
        it.rate *= Math.exp(-elapsed / overMs);
        it.at = at;
      }
      it.rate += 1000 / overMs;
      return it.rate;
    },
  };
};

/** A budget that fills with time. */
export interface Budget {
  left(at: number): boolean;
  spend(at: number): void;
}

export const createBudget = (atOnce: number, perHour: number): Budget => {
  let tokens = atOnce;
  let filledAt: number | null = null;
  const fill = (at: number): void => {
    tokens = Math.min(atOnce, tokens + (Math.max(0, at - (filledAt ?? at)) / 3_600_000) * perHour);
    filledAt = Math.max(at, filledAt ?? at);
  };
  return {
    left: (at) => {
      fill(at);
      return tokens >= 1;
    },
    spend: (at) => {
      fill(at);
      tokens = Math.max(0, tokens - 1);
    },
  };
};
