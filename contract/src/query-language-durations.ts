const units = [
  ['w', 7 * 86_400_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
] as const;

/** ms of `15m`, `1h30m` or `2d`; null where it is no length of time. */
export const durationMs = (text: string): number | null => {
  if (!/^(?:\d{1,9}(?:ms|[wdhms]))+$/.test(text)) {
    return null;
  }
  const size = new Map<string, number>(units);
  return [...text.matchAll(/(\d+)(ms|[wdhms])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (size.get(unit ?? '') ?? 0),
    0
  );
};

/** The inverse: `90_000` is `1m30s`. */
export const formatDuration = (ms: number): string => {
  let rest = ms;
  let text = '';
  for (const [unit, size] of units) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    text += count > 0 ? `${count}${unit}` : '';
  }
  return text === '' ? '0s' : text;
};
