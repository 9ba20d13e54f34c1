const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
] as const;

/** A length of time (ms) in its two largest units: `3 d 4 h`, `12 m`, `8 s`; below a second `now`. */
export const shortDuration = (ms: number): string => {
  const first = units.findIndex(([, size]) => ms >= size);
  if (first < 0) {
    return 'now';
  }
  const parts: string[] = [];
  let rest = ms;
  for (const [unit, size] of units.slice(first, first + 2)) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    // Seconds beside minutes only make a list restless.
    if (count > 0 && !(unit === 's' && parts.length > 0)) {
      parts.push(`${count} ${unit}`);
    }
  }
  return parts.join(' ');
};
