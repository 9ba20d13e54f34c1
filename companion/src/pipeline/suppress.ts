import type { Alert, Suppression } from '@watchroom/contract';
import type { Note } from './deduplicate.js';

/** What suppresses an alert, or would if it were not set to monitor only. */
export type Suppressing = Suppression & { monitorOnly?: boolean };

/** What keeps an alert from people at a time (ms); each names its rule. Pure. */
export type Suppress = (alert: Alert, now: number) => readonly Suppressing[];

/** In words, for texts and reasons: `silence deploy`. */
export const suppressionText = ({ kind, name }: Suppression): string =>
  kind === 'flapping' ? kind : `${kind} ${name}`;

const untilText = (one: Suppression): string =>
  one.until === undefined || one.until === null
    ? suppressionText(one)
    : `${suppressionText(one)} until ${new Date(one.until).toISOString()}`;

const flapping: Suppression = { kind: 'flapping', id: 'flapping', name: 'flapping' };

export interface Suppressed {
  /** With everything that holds now, for the stages that follow. */
  alert: Alert;
  /** What of it is to be stored: a resolved alert has nothing left to suppress, but it may go on flapping. */
  kept: Suppression[];
  notes: Note[];
}

const none: Suppression[] = [];
const nothingFound: readonly Suppressing[] = [];

/** Third stage of the corridor: what keeps an alert from people now, and a line where that has changed. Pure. */
export const suppress = (alert: Alert, now: number, stages: readonly Suppress[]): Suppressed => {
  const found = stages.length === 0 ? nothingFound : stages.flatMap((stage) => stage(alert, now));
  if (found.length === 0 && alert.suppressedBy.length === 0 && !alert.monitoredBy && !alert.flapping) {
    return { alert, kept: none, notes: [] };
  }
  const rules = found.filter(({ monitorOnly }) => !monitorOnly).map(withoutMark);
  const enforced = alert.flapping ? [...rules, flapping] : rules;
  const resolved = alert.status === 'resolved';
  const kept = resolved ? enforced.filter(({ kind }) => kind === 'flapping') : enforced;
  const monitored = resolved ? none : found.filter(({ monitorOnly }) => monitorOnly).map(withoutMark);
  return {
    alert: { ...alert, suppressedBy: enforced, monitoredBy: monitored.length > 0 ? monitored : undefined },
    kept,
    notes: [
      ...suppressionNotes(alert.suppressedBy, kept, resolved),
      ...monitorNotes(alert.monitoredBy ?? none, monitored),
    ],
  };
};

const withoutMark = ({ kind, id, name, until }: Suppressing): Suppression => ({
  kind,
  id,
  name,
  ...(until !== undefined && { until }),
});

/** Flapping has lines of its own. */
const byRule = (of: Suppression[]): Suppression[] => of.filter(({ kind }) => kind !== 'flapping');

/** Whether two lists name the same rules with the same ends. */
export const sameSuppressions = (a: readonly Suppression[], b: readonly Suppression[]): boolean =>
  a.length === b.length &&
  a.every((one, at) => {
    const other = b[at];
    return (
      one.kind === other?.kind &&
      one.id === other.id &&
      one.name === other.name &&
      (one.until ?? null) === (other.until ?? null)
    );
  });

const suppressionNotes = (before: Suppression[], after: Suppression[], resolved: boolean): Note[] => {
  const [was, is] = [byRule(before), byRule(after)];
  if (sameSuppressions(was, is)) {
    return [];
  }
  return is.length > 0
    ? [{ kind: 'suppressed', text: `Suppressed by ${is.map(untilText).join(', ')}` }]
    : [
        {
          kind: 'unsuppressed',
          text: `No longer suppressed by ${was.map(suppressionText).join(', ')}${resolved ? ': it has resolved' : ''}`,
        },
      ];
};

const monitorNotes = (before: Suppression[], after: Suppression[]): Note[] =>
  after.length === 0 || sameSuppressions(before, after)
    ? []
    : [
        {
          kind: 'monitored',
          text: `Would have been suppressed by ${after.map(untilText).join(', ')}, which only monitors`,
        },
      ];
