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

/** What an enrichment rule added, in the order of the rules. */
export const enrichment = z
  .object({ rule: z.string(), set: z.array(z.object({ field: z.string(), value: z.string() })) })
  .meta({ id: 'Enrichment' });
export type Enrichment = z.output<typeof enrichment>;

/** What a person did on the sender's side. */
export const senderTriage = z
  .object({ action: z.enum(['acknowledge', 'unacknowledge']), by: z.string() })
  .meta({ id: 'SenderTriage' });
export type SenderTriage = z.output<typeof senderTriage>;

/** One message from a sender, in Watchroom's words. */
export const alertEvent = z
  .object({
    /** Unique per receipt; sorts by acceptance. */
    id: z.string(),
    /** Sender kind: `alertmanager`, `prometheus`, `grafana`, `watchroom` (own detectors), ... */
    sender: z.string(),
    /** What makes two events the same alert; hex. */
    fingerprint: z.string(),
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
    /** Set where the sender only names an alert that it described before: content and severity stay those of the alert. */
    bare: z.literal(true).optional(),
    triage: senderTriage.optional(),
    /** Absent in what a sender said; there in what the pipeline makes of it. */
    enrichedBy: z.array(enrichment).optional(),
    /**
     * Says that something happened once, as intrusion detection does, not that something holds: each event finds its incident anew.
     * Absent where the sender says what fires and what has resolved.
     */
    occurrence: z.boolean().optional(),
    /** How often it has happened so far, as the sender counts it; absent where the sender does not say. */
    senderCount: z.int().positive().optional(),
  })
  .meta({ id: 'AlertEvent' });
export type AlertEvent = z.output<typeof alertEvent>;

/** Why an alert is kept from people. It always names the rule. */
export const suppression = z
  .object({
    kind: z.enum(['silence', 'inhibition', 'maintenance', 'flapping']),
    id: z.string(),
    name: z.string(),
    /** When it ends as far as is known; null or absent where it has no set end. */
    until: maybeInstant.optional(),
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
    /** Latest changes of status or severity, oldest first: what flapping is told by. */
    changes: z.array(instant).optional(),
  })
  .meta({ id: 'AlertSource' });
export type AlertSource = z.output<typeof alertSource>;

/** An alert that changes to and fro; absent from one that does not. */
export const flapping = z
  .object({
    since: instant,
    /** Changes of status or severity since it began to be counted, those that made it flap included. */
    changes: z.int(),
    /** The worst that people have been told of; what is worse is told even while it flaps. */
    severity,
  })
  .meta({ id: 'Flapping' });
export type Flapping = z.output<typeof flapping>;

export const runbookLink = z.object({ title: z.string(), url: z.string(), by: z.string() }).meta({ id: 'RunbookLink' });
export type RunbookLink = z.output<typeof runbookLink>;

/** What people set on an alert, and nothing else does. */
const workOfPeople = z.object({
  triage: triageState,
  triageBy: z.string().nullable(),
  triageAt: maybeInstant,
  triageReason: z.string().nullable(),
  snoozedUntil: maybeInstant,
  assignee: z.string().nullable(),
  runbook: runbookLink.nullable(),
});
export type WorkOfPeople = z.output<typeof workOfPeople>;

/** The last thing that a person did to an alert, with what it takes to undo it. Absent once the sender or time has changed triage. */
export const lastAction = z
  .object({
    /** The same for all alerts of one bulk action. */
    id: z.string(),
    action: z.string(),
    by: z.string(),
    at: instant,
    before: workOfPeople,
    /** The sender's side as it was then; where it has moved, nothing is undone. */
    seen: z.object({ status: alertStatus, severity, refireCount: z.int() }),
  })
  .meta({ id: 'LastAction' });
export type LastAction = z.output<typeof lastAction>;

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
    /** Null while snoozed: until it resolves. */
    snoozedUntil: maybeInstant,
    assignee: z.string().nullable(),
    service: z.string().nullable(),
    summary: z.string(),
    description: z.string(),
    labels,
    annotations: labels,
    links: z.array(link),
    suppressedBy: z.array(suppression),
    /** What would suppress it if it were not set to monitor only. */
    monitoredBy: z.array(suppression).optional(),
    flapping: flapping.optional(),
    /** A runbook that a person attached; those of the sender are among `links`. */
    runbook: runbookLink.optional(),
    lastAction: lastAction.optional(),
    /** When it was last decided that people are told that it fires; null: never, or they were told since that it is over. Absent from old ones. */
    toldAt: maybeInstant.optional(),
    incidentId: z.string().nullable(),
    /** Why it is in that incident, in words. */
    incidentReason: z.string().nullable(),
    /** Login of who put it there by hand; absent where Watchroom did. Later events of it stay there. */
    incidentBy: z.string().optional(),
    /** As in its events. */
    occurrence: z.boolean().optional(),
    /** The newest count of the sender; not the number of events that it has sent. */
    senderCount: z.int().positive().optional(),
    startsAt: instant,
    endsAt: maybeInstant,
    firstSeenAt: instant,
    lastSeenAt: instant,
    /** Events received, repeats included. */
    eventCount: z.int(),
    /** Times it went from resolved to firing. */
    refireCount: z.int(),
    source: alertSource.optional(),
    /** Which rule added what to the sender's words; absent where none did. */
    enrichedBy: z.array(enrichment).optional(),
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
  'monitored',
  'suppression_ends',
  'flapping',
  'flapping_ended',
  'runbook_attached',
  'undone',
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
