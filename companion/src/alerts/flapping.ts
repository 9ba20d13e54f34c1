import type { Alert } from '@watchroom/contract';
import type { Deduplicated, Note, Outcome } from '../pipeline/deduplicate.js';

export interface FlappingPolicy {
  /** More changes of status or severity than this ... */
  changes: number;
  /** ... within this time make an alert flap, ms. */
  windowMs: number;
  /** It flaps no more after this time without a change, ms. */
  calmMs: number;
}

/** An alert that fires three times and resolves three times in half an hour flaps; it is calm again after a quarter of an hour. */
export const defaultFlapping: FlappingPolicy = { changes: 4, windowMs: 30 * 60_000, calmMs: 15 * 60_000 };

const changing: ReadonlySet<Outcome> = new Set(['resolved', 'refired', 'severity_rose', 'severity_fell']);

/**
 * Counts a change of status or severity, and says when the alert begins to flap. Pure.
 *
 * @param before the alert before the event
 * @param at when the event was received, ms
 */
export const withFlapping = (
  before: Alert | undefined,
  result: Deduplicated,
  at: number,
  policy: FlappingPolicy
): Deduplicated => {
  const known = before?.source?.changes;
  const changed = changing.has(result.outcome);
  if (!changed && known === undefined) {
    return result;
  }
  const recent = (known ?? []).filter((time) => time > at - policy.windowMs);
  const changes = (changed ? [...recent, at] : recent).slice(-(policy.changes + 1));
  const { source } = result.alert;
  const alert: Alert = {
    ...result.alert,
    ...(source && { source: { ...source, changes: changes.length > 0 ? changes : undefined } }),
  };
  const told = before?.flapping;
  if (!changed) {
    return { ...result, alert };
  }
  if (told) {
    return { ...result, alert: { ...alert, flapping: { ...told, changes: told.changes + 1 } } };
  }
  if (changes.length <= policy.changes) {
    return { ...result, alert };
  }
  const note: Note = {
    kind: 'flapping',
    text: `Flaps: ${changes.length} changes within ${minutes(policy.windowMs)}. Further changes are not sent until it has been calm for ${minutes(policy.calmMs)}`,
  };
  return {
    ...result,
    alert: { ...alert, flapping: { since: at, changes: changes.length, severity: alert.severity } },
    notes: [...result.notes, note],
  };
};

/** When a flapping alert will be calm if nothing more changes, ms; null where it does not flap. */
export const calmAt = (alert: Alert, policy: FlappingPolicy): number | null =>
  alert.flapping ? (alert.source?.changes?.at(-1) ?? alert.flapping.since) + policy.calmMs : null;

/** The alert without its flapping where it has been calm for long enough; null where it has not. Pure. */
export const calmed = (alert: Alert, now: number, policy: FlappingPolicy): { alert: Alert; note: Note } | null => {
  const at = calmAt(alert, policy);
  return at === null || at > now
    ? null
    : {
        alert: { ...alert, flapping: undefined },
        note: {
          kind: 'flapping_ended',
          text: `No longer flaps: no change for ${minutes(policy.calmMs)}, after ${alert.flapping?.changes ?? 0} changes`,
        },
      };
};

const minutes = (ms: number): string => `${Math.round(ms / 6000) / 10} min`;
