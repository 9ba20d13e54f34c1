import type { Anomaly, Band, BandOptions, DetectorSpec, Matcher } from '@watchroom/contract';

const hour = 3_600_000;

/** The time (ms) to show around something that lasts from `from` to `to`: more before than after, and nothing that is yet to come. */
export const windowAround = (from: number, to: number, now: number): { from: number; to: number } => {
  const length = Math.max(6 * hour, 6 * (to - from));
  const end = Math.max(to, Math.min(now, to + length / 3));
  return { from: Math.round(from - (2 * length) / 3), to: Math.round(end) };
};

/** Matchers that one series fits. Others with more labels may fit too. */
export const seriesMatchers = (name: string, labels: Record<string, string>): Matcher[] =>
  [
    { label: '__name__', op: '=' as const, value: name },
    ...Object.entries(labels).map(([label, value]) => ({ label, op: '=' as const, value })),
  ].slice(0, 20);

/** How a detector draws its bands; the usual way where it has none of its own. */
export const optionsOf = (spec: DetectorSpec | undefined): BandOptions =>
  spec?.kind === 'baseline'
    ? { sensitivity: spec.sensitivity, direction: spec.direction, season: spec.season }
    : { sensitivity: 0.5, direction: 'both', season: 'auto' };

/** Limits in place of the range; where there is only one, the range goes on to the farthest value. */
export const withLimits = (band: Band, spec: DetectorSpec | undefined): Band => {
  if (spec?.kind !== 'threshold') {
    return band;
  }
  const values = band.values.filter((value): value is number => value !== null);
  const bounds = [...values, spec.above ?? [], spec.below ?? []].flat();
  const lower = spec.below ?? Math.min(...bounds);
  const upper = spec.above ?? Math.max(...bounds);
  return {
    ...band,
    lower: band.times.map(() => lower),
    upper: band.times.map(() => upper),
    expected: band.times.map(() => null),
    baseline: 'threshold',
  };
};

/** The anomaly that a click at `at` (ms, the start of a bucket of `length` ms) meant: the oddest in the bucket, else the nearest. */
export const anomalyAt = (anomalies: readonly Anomaly[], at: number, length: number): Anomaly | undefined => {
  const inside = anomalies.filter(({ startsAt, endsAt }) => startsAt < at + length && (endsAt ?? Infinity) >= at);
  const distance = ({ startsAt }: Anomaly) => Math.abs(startsAt - at);
  return inside.length > 0
    ? inside.reduce((best, other) => (other.score > best.score ? other : best))
    : [...anomalies].sort((a, b) => distance(a) - distance(b))[0];
};
