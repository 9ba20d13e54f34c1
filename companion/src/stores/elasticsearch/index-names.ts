/** The kinds of documents, each behind an alias `PREFIX-KIND`. */
export const indexKinds = ['alerts', 'incidents', 'events', 'timeline', 'documents'] as const;
export type IndexKind = (typeof indexKinds)[number];
export type IndexNames = Record<IndexKind, string>;

/** The aliases that are read and written. */
export const aliasesOf = (prefix: string): IndexNames => ({
  alerts: `${prefix}-alerts`,
  incidents: `${prefix}-incidents`,
  events: `${prefix}-events`,
  timeline: `${prefix}-timeline`,
  documents: `${prefix}-documents`,
});
