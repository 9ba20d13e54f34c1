import type { Alert, AlertEvent } from '@watchroom/contract';
import { applyAction } from '../alerts/transitions.js';
import type { Deduplicated } from './deduplicate.js';

/** Whether an event is about an alert that is not there: people's work on the sender's side makes no alert. */
export const concernsNothing = (event: AlertEvent, alert: Alert | undefined): boolean =>
  event.bare === true && event.triage !== undefined && alert?.status !== 'firing';

/** A bare event with what its alert says of itself, enrichment included, so that nothing of it is lost. */
export const withContentOf = (event: AlertEvent, alert: Alert): AlertEvent => ({
  ...event,
  name: alert.name,
  severity: alert.severity,
  service: alert.service,
  summary: alert.summary,
  description: alert.description,
  labels: alert.labels,
  annotations: alert.annotations,
  links: alert.links,
  enrichedBy: alert.enrichedBy,
  startsAt: alert.startsAt,
  endsAt: event.status === 'firing' ? (alert.source?.expiresAt ?? null) : event.endsAt,
});

/** What a person did on the sender's side, done here too where the alert's state allows it; pure. */
export const withSenderTriage = (deduplicated: Deduplicated, event: AlertEvent): Deduplicated => {
  if (!event.triage) {
    return deduplicated;
  }
  const { action, by } = event.triage;
  const result = applyAction(
    deduplicated.alert,
    { action, reason: `said by ${event.sender}` },
    { actor: by, now: event.receivedAt, id: event.id }
  );
  return 'refused' in result
    ? deduplicated
    : {
        ...deduplicated,
        alert: result.alert,
        notes: [...deduplicated.notes, { kind: result.kind, text: result.text }],
      };
};
