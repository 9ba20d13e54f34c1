import { teamOf, type Alert, type ReportCounts, type TimelineEntry } from '@watchroom/contract';
import type { Tally } from '../stores/tallies.js';
import type { Walked } from './corridor.js';
import type { RouteDecision } from './route.js';

/** What became of the news in an event, as reports count it. */
const fateOf = ({ send, reason }: RouteDecision): keyof ReportCounts | null => {
  if (send) {
    return 'notifications';
  }
  switch (reason) {
    case 'repeat':
      return null;
    case 'suppressed':
    case 'flapping':
      return 'suppressed';
    case 'routine':
      return 'routine';
    case 'no_route':
      return 'unrouted';
    default:
      return 'grouped';
  }
};

const lasted = (from: number, to: number | null): number => Math.max(0, (to ?? from) - from);

const ofAlert = ({
  name,
  service,
  labels,
}: Pick<Alert, 'name' | 'service' | 'labels'>): Omit<Tally, 'at' | 'counts'> => ({
  name,
  service,
  team: teamOf({ labels }),
});

/** What a walk through the corridor adds to the reports' counts; `event`: it was walked for an event, at `at` ms. Pure. */
export const tallyOf = ({ alert, outcome, decision, entries, incident }: Walked, at: number, event: boolean): Tally => {
  const kinds = new Set(entries.map(({ kind }) => kind));
  const fate = fateOf(decision);
  const counts: Partial<ReportCounts> = {};
  if (event) {
    counts.events = 1;
  }
  if (fate !== null) {
    counts[fate] = 1;
  } else if (event) {
    counts.repeats = 1;
  }
  if (kinds.has('fired') || kinds.has('refired')) {
    counts.alerts = 1;
  }
  if (outcome === 'resolved') {
    counts.resolved = 1;
    counts.resolveMs = lasted(alert.startsAt, alert.endsAt);
  }
  if (kinds.has('acknowledged') && alert.status === 'firing') {
    counts.acknowledged = 1;
    counts.acknowledgeMs = lasted(alert.startsAt, at);
  }
  if (kinds.has('flapping')) {
    counts.flapped = 1;
  }
  if (kinds.has('incident_opened')) {
    counts.incidents = 1;
  }
  if (incident && kinds.has('incident_resolved')) {
    counts.incidentsResolved = 1;
    counts.incidentMs = lasted(incident.incident.startsAt, incident.incident.resolvedAt);
  }
  return { ...ofAlert(alert), at, counts };
};

/** What a person's action on an alert adds to the reports' counts; `before` is the alert as it was. */
export const tallyOfAction = (before: Alert, entry: TimelineEntry): Tally[] =>
  entry.kind === 'acknowledged' && before.triage === 'open' && before.status === 'firing'
    ? [
        {
          ...ofAlert(before),
          at: entry.at,
          counts: { acknowledged: 1, acknowledgeMs: lasted(before.startsAt, entry.at) },
        },
      ]
    : [];
