/** What is left of a count after a time: half after each half-life. */
export const decayed = (count: number, elapsedMs: number, halfLifeMs: number): number =>
  elapsedMs <= 0 ? count : count * 2 ** (-elapsedMs / halfLifeMs);

/** Takes the oldest out of a map, in order of insertion, down to a limit. */
export const trim = <K>(map: Map<K, unknown>, limit: number): void => {
  for (const key of map.keys()) {
    if (map.size <= limit) {
      return;
    }
    map.delete(key);
  }
};
