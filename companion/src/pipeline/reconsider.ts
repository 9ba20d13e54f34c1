import type { Alert } from '@watchroom/contract';
import { calmed } from '../alerts/flapping.js';
import { applySourceChange } from '../alerts/transitions.js';
import { lifecycleOf, withDecision, type Stages, type Walked } from './corridor.js';
import type { Note, Outcome } from './deduplicate.js';
import type { Desk } from './desk.js';
import { entryOf } from './entry.js';
import { comesBack, route, suppressorsOf } from './route.js';
import { sameSuppressions, suppress } from './suppress.js';
import { withTold } from './told.js';

/**
 * An alert of which time or a rule may have changed what keeps it from people: its snooze, its flapping, silences, windows, sources of
 * inhibition. Null where nothing has changed. What still fires when nothing holds it any more is routed anew. Changes the desk and
 * nothing else.
 *
 * @param now ms
 */
export const walkReconsider = (desk: Desk, alertId: string, now: number, stages: Stages): Walked | null => {
  const before = desk.alert(alertId);
  if (!before) {
    return null;
  }
  const timed = byTime(before, now, stages);
  const suppressed = suppress(timed.alert, now, stages.suppress);
  const isSame =
    timed.alert === before &&
    sameSuppressions(before.suppressedBy, suppressed.kept) &&
    sameSuppressions(before.monitoredBy ?? [], suppressed.alert.monitoredBy ?? []);
  if (isSame) {
    return null;
  }
  const held = suppressorsOf(before);
  const outcome = outcomeOf(suppressed.alert, held, timed.calm);
  const open = before.incidentId === null ? undefined : desk.incident(before.incidentId);
  const decision = route(
    {
      outcome,
      alert: suppressed.alert,
      incident: outcome === 'resolved' && open?.incident.status === 'resolved' ? 'resolved' : 'none',
      notifiedAt: open?.notifiedAt ?? null,
      now,
      heldBy: held,
    },
    stages.routing
  );
  const alert = withTold({ ...suppressed.alert, suppressedBy: suppressed.kept }, decision, now);
  desk.putAlert(alert);
  if (open) {
    desk.putIncident(withDecision(open, decision, now));
  }
  const cause = { id: `${alertId}-${before.version}-again`, at: now };
  const told: Note[] = outcome === 'changed' ? [] : [{ kind: 'routed', text: decision.text }];
  return {
    outcome,
    alert,
    incident: null,
    others: { alerts: [], incidents: [] },
    decision,
    entries: [...timed.notes, ...suppressed.notes, ...told].map((note) =>
      entryOf(cause, note, { alertId, incidentId: alert.incidentId })
    ),
  };
};

/** What time alone changes: a snooze that is over, an alert that is calm. */
const byTime = (before: Alert, now: number, stages: Stages): { alert: Alert; calm: boolean; notes: Note[] } => {
  const due = before.triage === 'snoozed' && before.snoozedUntil !== null && before.snoozedUntil <= now;
  const woken = due ? applySourceChange(before, 'snooze_ended', 'The snooze ended', now) : null;
  const calm = calmed(woken?.alert ?? before, now, lifecycleOf(stages).flapping);
  return {
    alert: calm?.alert ?? woken?.alert ?? before,
    calm: calm !== null,
    notes: [...(woken ? [{ kind: woken.kind, text: woken.text }] : []), ...(calm ? [calm.note] : [])],
  };
};

const outcomeOf = (alert: Alert, heldBefore: string[], calm: boolean): Outcome => {
  if (alert.status === 'resolved') {
    return calm ? 'resolved' : 'changed';
  }
  return comesBack(heldBefore, alert) ? 'back' : 'changed';
};
