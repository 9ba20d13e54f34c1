/** Buckets grow by the square root of two: quantiles are off by 19 % at most, by less where a bucket holds many. */
const firstBound = 0.1;
const perDoubling = 2;
/** Ends at 56 minutes. */
const lastBucket = 50;

/** Calls by bucket; bucket n holds durations up to `boundOf(n)`. */
export type DurationHistogram = ReadonlyMap<number, number>;

/** The upper bound of a bucket, ms. */
const boundOf = (bucket: number): number => firstBound * 2 ** (bucket / perDoubling);

/** The bucket of a duration in ms. */
export const bucketOf = (durationMs: number): number =>
  durationMs <= firstBound ? 0 : Math.min(lastBucket, Math.ceil(perDoubling * Math.log2(durationMs / firstBound)));

/**
 * The quantile `q` (0 to 1) in ms, geometrically between the bounds of its bucket, never above `maxMs`; 0 where there are no calls.
 */
export const quantileOf = (histogram: DurationHistogram, q: number, maxMs: number): number => {
  const buckets = [...histogram].filter(([, count]) => count > 0).sort(([a], [b]) => a - b);
  const total = buckets.reduce((sum, [, count]) => sum + count, 0);
  let below = 0;
  for (const [bucket, count] of buckets) {
    if (below + count >= q * total) {
      const share = (q * total - below) / count;
      const low = bucket === 0 ? 0 : boundOf(bucket - 1);
      const high = Math.min(boundOf(bucket), Math.max(maxMs, low));
      return Math.min(maxMs, low === 0 ? high * share : low * (high / low) ** share);
    }
    below += count;
  }
  return 0;
};
