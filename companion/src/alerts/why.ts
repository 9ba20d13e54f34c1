import type { Alert, AlertEvent, TimelineEntry } from '@watchroom/contract';
import type { Clock } from '../clock.js';
import { notFound } from '../http/http-problem.js';
import type { Handler } from '../http/route.js';
import type { OpenIncident } from '../incidents/open-incident.js';
import { walkEvent, type Stages, type Walked } from '../pipeline/corridor.js';
import { createDesk } from '../pipeline/desk.js';
import { saysSent, suppressorsOf } from '../pipeline/route.js';
import type { AlertStore } from '../stores/alert-store.js';

const maxDecisions = 200;

/** What is said of an alert that decides nothing about who hears of it. */
const noDecisions: ReadonlySet<TimelineEntry['kind']> = new Set(['commented', 'assigned', 'runbook_attached']);

/** What one event leads to has one time; this is the order in which the corridor decides it. */
const walkOrder: Array<TimelineEntry['kind']> = [
  'flapping_ended',
  'unsnoozed',
  'fired',
  'refired',
  'severity_changed',
  'resolved',
  'reopened',
  'flapping',
  'suppressed',
  'unsuppressed',
  'monitored',
  'joined_incident',
  'routed',
];
const inOrder = (a: TimelineEntry, b: TimelineEntry): number =>
  a.at - b.at || walkOrder.indexOf(a.kind) - walkOrder.indexOf(b.kind);

/**
 * Why people heard or did not hear of an alert: its decisions in order of time, as its timeline has them, and what the very pipeline would
 * decide if it fired anew now.
 *
 * @param deps.incident an incident that is still open to more
 */
export const createWhyHandler =
  (deps: {
    store: Pick<AlertStore, 'getAlerts' | 'timeline'>;
    stages: Stages;
    incident: (id: string) => OpenIncident | undefined;
    clock: Clock;
  }): Handler<'alertWhy'> =>
  async ({ params }) => {
    const [alert] = await deps.store.getAlerts([params['id'] ?? '']);
    if (!alert) {
      throw notFound(`alert ${params['id'] ?? ''}`);
    }
    const page = await deps.store.timeline({ alertId: alert.id }, { limit: maxDecisions });
    const decisions = page.items.filter(({ kind }) => !noDecisions.has(kind)).sort(inOrder);
    const { decision, alert: fired } = fireNow(alert, deps.stages, deps.incident, deps.clock.now());
    return {
      summary: summaryOf(alert, decisions, deps.stages),
      decisions: decisions.map(({ at, kind, actor, text }) => ({ at, kind, actor, text })),
      earlier: page.total - page.items.length,
      ifNow: {
        send: decision.send,
        reason: decision.reason,
        text: decision.text,
        suppressedBy: fired.suppressedBy,
        monitoredBy: fired.monitoredBy ?? [],
      },
    };
  };

/** Walks an event through the corridor on a desk of its own: the alert had resolved just now, and fires again. */
const fireNow = (
  alert: Alert,
  stages: Stages,
  incident: (id: string) => OpenIncident | undefined,
  now: number
): Walked => {
  const desk = createDesk();
  const open = alert.incidentId === null ? undefined : incident(alert.incidentId);
  if (open) {
    desk.putIncident({ ...open, members: new Map(open.members) });
  }
  desk.putAlert({ ...alert, status: 'resolved', endsAt: now });
  const { name, severity, service, summary, description, labels, annotations, links, sender } = alert;
  const event: AlertEvent = {
    id: 'if-now',
    sender,
    fingerprint: alert.id,
    status: 'firing',
    ...{ name, severity, service, summary, description, labels, annotations, links },
    startsAt: now,
    endsAt: null,
    receivedAt: now,
  };
  // What was added to its events is in its labels already. Correlation would learn from being asked: the alert counts where it is.
  return walkEvent(desk, event, { ...stages, enrich: [], correlator: undefined });
};

const iso = (ms: number): string => new Date(ms).toISOString();

const summaryOf = (alert: Alert, decisions: readonly TimelineEntry[], stages: Stages): string => {
  const told = decisions.filter(({ kind, text }) => kind === 'routed' && saysSent(text)).at(-1);
  const last = decisions.filter(({ kind }) => kind === 'routed').at(-1);
  const repeats = Math.max(0, alert.eventCount - 1);
  const holding = suppressorsOf(alert);
  const parts = [
    told
      ? `Last sent at ${iso(told.at)}: ${told.text.replace(/^Sent:? ?/, '')}`
      : stages.routing.hasRoute
        ? `Never sent${last ? `. The last decision: ${last.text}` : ''}`
        : 'Never sent: no route is configured, so nobody is notified of any alert',
    ...(holding.length > 0 ? [`It is held now by ${holding.join(', ')}`] : []),
    ...(repeats > 0
      ? [`${alert.eventCount} events came in all; those that say nothing new are not sent, and leave no line here`]
      : []),
  ];
  return `${parts.join('. ')}.`;
};
