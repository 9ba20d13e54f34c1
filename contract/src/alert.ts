import { z } from 'zod';
import { instant, maybeInstant } from './time.js';
import { severity } from './severity.js';

/** What the sender says of it. */
export const alertStatus = z.enum(['firing', 'resolved']).meta({ id: 'AlertStatus' });
export type AlertStatus = z.output<typeof alertStatus>;

/** What people have done with it. */
export const triageState = z.enum(['open', 'acknowledged', 'snoozed', 'closed']).meta({ id: 'TriageState' });
export type TriageState = z.output<typeof triageState>;

export const labels = z.record(z.string(), z.string()).meta({ id: 'Labels' });
export type Labels = z.output<typeof labels>;

export const link = z.object({ title: z.string(), url: z.string() }).meta({ id: 'Link' });
export type Link = z.output<typeof link>;

/** One message from a sender, in Watchroom's words. */
export const alertEvent = z
  .object({
    /** Unique per receipt; sorts by acceptance. */
    id: z.string(),
    /** Sender kind: `alertmanager`, `prometheus`, `grafana`, `watchroom` (own detectors), ... */
    sender: z.string(),
    /** What makes two events the same alert; hex. */
    fingerprint: z.string(),
    /** Hash of all but the times of receipt; two events in a row with the same one are a repeat. */
    contentHash: z.string(),
    name: z.string(),
    status: alertStatus,
    severity,
    /** The affected service, where labels tell it. */
    service: z.string().nullable(),
    summary: z.string(),
    description: z.string(),
    labels,
    annotations: labels,
    links: z.array(link),
    startsAt: instant,
    endsAt: maybeInstant,
    receivedAt: instant,
    /**
     * Tells apart what fires one alert several times at once, e.g. the same rule with a threshold for warning and one for critical:
     * such an alert is as severe as the worst that fires and resolves when none does. Absent where the sender has one state per alert.
     */
    variant: z.string().optional(),
    /**
     * Says that something happened once, as intrusion detection does, not that something holds: each event finds its incident anew.
     * Absent where the sender says what fires and what has resolved.
     */
    occurrence: z.boolean().optional(),
  })
  .meta({ id: 'AlertEvent' });
export type AlertEvent = z.output<typeof alertEvent>;

/** Why an alert is kept from people. It always names the rule. */
export const suppression = z
  .object({
    kind: z.enum(['silence', 'inhibition', 'maintenance', 'flapping']),
    id: z.string(),
    name: z.string(),
  })
  .meta({ id: 'Suppression' });
export type Suppression = z.output<typeof suppression>;

/** What Watchroom remembers of the sender's side of an alert, for deciding on its next event. */
export const alertSource = z
  .object({
    /** The newest event that is accounted for in the alert. */
    lastEventId: z.string(),
    /** When the sender's word lapses unless it says it again; null where it holds until resolved. */
    expiresAt: maybeInstant,
    /** What fires now; empty where the sender has one state per alert. */
    firing: z.array(z.object({ variant: z.string(), severity })),
  })
  .meta({ id: 'AlertSource' });
export type AlertSource = z.output<typeof alertSource>;

/** The deduplicated thing: one per fingerprint, with a history of events. Its id is the fingerprint. */
export const alert = z
  .object({
    id: z.string(),
    sender: z.string(),
    name: z.string(),
    status: alertStatus,
    severity,
    triage: triageState,
    /** Login of who set `triage` last; null where Watchroom did (a reopen). */
    triageBy: z.string().nullable(),
    triageAt: maybeInstant,
    triageReason: z.string().nullable(),
    snoozedUntil: maybeInstant,
    assignee: z.string().nullable(),
    service: z.string().nullable(),
    summary: z.string(),
    description: z.string(),
    labels,
    annotations: labels,
    links: z.array(link),
    suppressedBy: z.array(suppression),
    incidentId: z.string().nullable(),
    /** Why it is in that incident, in words. */
    incidentReason: z.string().nullable(),
    /** Login of who put it there by hand; absent where Watchroom did. Later events of it stay there. */
    incidentBy: z.string().optional(),
    /** As in its events. */
    occurrence: z.boolean().optional(),
    startsAt: instant,
    endsAt: maybeInstant,
    firstSeenAt: instant,
    lastSeenAt: instant,
    /** Events received, repeats included. */
    eventCount: z.int(),
    /** Times it went from resolved to firing. */
    refireCount: z.int(),
    source: alertSource.optional(),
    /** Grows by one with every stored change. */
    version: z.int(),
  })
  .meta({ id: 'Alert' });
export type Alert = z.output<typeof alert>;

export const timelineKinds = [
  'fired',
  'refired',
  'resolved',
  'severity_changed',
  'acknowledged',
  'unacknowledged',
  'snoozed',
  'unsnoozed',
  'closed',
  'reopened',
  'assigned',
  'commented',
  'suppressed',
  'unsuppressed',
  'joined_incident',
  'left_incident',
  'incident_opened',
  'incident_resolved',
  'incident_reopened',
  'incident_merged',
  'incident_split',
  'incident_changed',
  'task_added',
  'task_changed',
  'routed',
] as const;

/** One line of the history of an alert or an incident. */
export const timelineEntry = z
  .object({
    /** Deterministic, so that writing it twice leaves one. */
    id: z.string(),
    at: instant,
    kind: z.enum(timelineKinds),
    alertId: z.string().nullable(),
    incidentId: z.string().nullable(),
    /** Login of the person; null where Watchroom or the sender did it. */
    actor: z.string().nullable(),
    /** One sentence for people. */
    text: z.string(),
  })
  .meta({ id: 'TimelineEntry' });
export type TimelineEntry = z.output<typeof timelineEntry>;
