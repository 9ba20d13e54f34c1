/** Kinds whose documents change: one index each, behind an alias `PREFIX-KIND`. */
export const lastingKinds = ['alerts', 'incidents', 'documents'] as const;
/** Kinds that only grow: an index for each day (UTC), all behind an alias `PREFIX-KIND`, each behind one of its own for writing. */
export const dailyKinds = ['events', 'timeline', 'tallies'] as const;
export const indexKinds = [...lastingKinds, ...dailyKinds] as const;
export type LastingKind = (typeof lastingKinds)[number];
export type DailyKind = (typeof dailyKinds)[number];
export type IndexKind = LastingKind | DailyKind;
export type IndexNames = Record<IndexKind, string>;

/** The aliases that are read, and written where the kind has one index. */
export const aliasesOf = (prefix: string): IndexNames => ({
  alerts: `${prefix}-alerts`,
  incidents: `${prefix}-incidents`,
  events: `${prefix}-events`,
  timeline: `${prefix}-timeline`,
  tallies: `${prefix}-tallies`,
  documents: `${prefix}-documents`,
});

/** The first index behind an alias. */
export const firstIndexOf = (alias: string): string => `${alias}-000001`;

const dayMs = 86_400_000;

/** Where what belongs to the day of `at` (ms) is written: `PREFIX-events-2026.11.23`. */
export const dailyAlias = (alias: string, at: number): string =>
  `${alias}-${new Date(at).toISOString().slice(0, 10).replaceAll('-', '.')}`;

/** Where what an older Watchroom wrote is changed; it had one index for all days. */
export const undatedAlias = (alias: string): string => `${alias}-undated`;

/** The alias that searches go to, of one that is written to. */
export const readAliasOf = (alias: string): string => alias.replace(/-(\d{4}\.\d{2}\.\d{2}|undated)$/, '');

/** When the day of an index is over (ms); null for one that has none. */
export const endOfDay = (index: string): number | null => {
  const [, year, month, day] = /-(\d{4})\.(\d{2})\.(\d{2})-\d{6}$/.exec(index) ?? [];
  return year === undefined ? null : Date.UTC(Number(year), Number(month) - 1, Number(day)) + dayMs;
};
