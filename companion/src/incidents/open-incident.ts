import { severityRank, worstSeverity, type Alert, type Incident, type Labels } from '@watchroom/contract';
import type { Note } from '../pipeline/deduplicate.js';

/** An incident that may still grow, with what is known of its members. */
export interface OpenIncident {
  incident: Incident;
  /** Member alerts: whether each fires. Belongs to this incident's every version; folding adds to it. */
  members: Map<string, boolean>;
  /** When people were last told of it; null where they never were. */
  notifiedAt: number | null;
  /** Whether something waits to be told. */
  waiting: boolean;
  /** When an alert last came that was not in it before, ms. */
  newsAt: number;
}

const noneFires = 'Resolved: none of its alerts fires any more';

/** No page shows more services than this. */
const maxServices = 50;

/**
 * An incident as stored, with its members as stored; what a commit that was cut off left undone is put right.
 *
 * @param toldAt when people were last told of one of its members, ms; undefined where the members are too old to know it
 */
export const reopenIncident = (
  incident: Incident,
  members: Map<string, boolean>,
  toldAt?: number | null
): OpenIncident => {
  const firingCount = [...members.values()].filter(Boolean).length;
  return {
    incident: { ...incident, firingCount, alertCount: Math.max(incident.alertCount, members.size) },
    members,
    notifiedAt: toldAt === undefined ? incident.startsAt : toldAt,
    waiting: false,
    newsAt: incident.lastSeenAt,
  };
};

/** Pairs that two sets of labels share. */
const shared = (a: Labels, b: Labels): Labels => {
  const names = Object.keys(a).filter((name) => a[name] === b[name]);
  return names.length === Object.keys(a).length ? a : Object.fromEntries(names.map((name) => [name, a[name] ?? '']));
};

const titleOf = (alert: Alert): string => (alert.service ? `${alert.name} on ${alert.service}` : alert.name);

/** An incident with no member yet, for the alert that opens it. */
export const emptyIncident = (
  id: string,
  place: {
    rule: string;
    groupKey: string;
    resolveOn?: 'all' | 'any';
    title?: string | null;
    routine?: boolean;
    absorbed?: Array<{ rule: string; groupKey: string }>;
  },
  alert: Alert,
  at: number
): OpenIncident => ({
  incident: {
    id,
    title: place.title || titleOf(alert),
    status: 'firing',
    severity: alert.severity,
    services: [],
    sharedLabels: alert.labels,
    rule: place.rule,
    groupKey: place.groupKey,
    alertCount: 0,
    firingCount: 0,
    startsAt: alert.startsAt,
    lastSeenAt: at,
    resolvedAt: null,
    ...(place.resolveOn === 'any' && { resolveOn: 'any' as const }),
    ...(place.title && { titleBy: place.rule }),
    ...(place.routine && { routine: true }),
    ...(place.absorbed && { absorbed: place.absorbed.map(({ rule, groupKey }) => ({ rule, groupKey })) }),
    version: 0,
  },
  members: new Map(),
  notifiedAt: null,
  waiting: false,
  newsAt: at,
});

/**
 * An incident with what one of its alerts has become. Folding the same alert in twice changes nothing the second time. `alertCount`
 * counts every alert it ever had; the title is that of the worst. Pure but for `members`, which may hold tens of thousands.
 *
 * @param at when it was received, ms; the window in which others may join runs from here
 */
export const foldMember = (open: OpenIncident, alert: Alert, at: number): Folded => {
  const { incident, members } = open;
  const fired = members.get(alert.id) === true && incident.status === 'firing';
  return fired && alert.status === 'firing' && addsNothing(incident, alert)
    ? { open: { ...open, incident: { ...incident, lastSeenAt: Math.max(incident.lastSeenAt, at) } }, notes: nothing }
    : foldNews(open, alert, at);
};

interface Folded {
  open: OpenIncident;
  notes: Note[];
}
const nothing: Note[] = [];

/** Whether an incident shows all that a member would add to it; so it is with most events. */
const addsNothing = ({ severity, services, sharedLabels, startsAt }: Incident, alert: Alert): boolean =>
  severityRank(alert.severity) <= severityRank(severity) &&
  alert.startsAt >= startsAt &&
  (alert.service === null || services.includes(alert.service)) &&
  Object.keys(sharedLabels).every((name) => sharedLabels[name] === alert.labels[name]);

const foldNews = (open: OpenIncident, alert: Alert, at: number): Folded => {
  const { incident } = open;
  const fires = alert.status === 'firing';
  const before = open.members.get(alert.id);
  open.members.set(alert.id, fires);
  const firingCount = incident.firingCount + Number(fires) - Number(before ?? false);
  const resolvesByOne = incident.resolveOn === 'any' && before !== fires ? !fires : incident.status === 'resolved';
  const status = firingCount > 0 && !(incident.resolveOn === 'any' && resolvesByOne) ? 'firing' : 'resolved';
  const worse = severityRank(alert.severity) > severityRank(incident.severity);
  const notes: Note[] = [];
  if (status !== incident.status) {
    notes.push(
      status === 'resolved'
        ? { kind: 'incident_resolved', text: firingCount > 0 ? `Resolved: ${alert.name} has resolved` : noneFires }
        : { kind: 'incident_reopened', text: `Reopened: ${alert.name} fires` }
    );
  }
  return {
    open: {
      ...open,
      newsAt: before === undefined ? Math.max(open.newsAt, at) : open.newsAt,
      incident: {
        ...incident,
        title: worse && incident.titleBy === undefined ? titleOf(alert) : incident.title,
        status,
        severity:
          incident.severityBy === undefined ? worstSeverity(incident.severity, alert.severity) : incident.severity,
        services: withService(incident.services, alert.service),
        sharedLabels: shared(incident.sharedLabels, alert.labels),
        alertCount: incident.alertCount + Number(before === undefined),
        firingCount,
        startsAt: Math.min(incident.startsAt, alert.startsAt),
        lastSeenAt: Math.max(incident.lastSeenAt, at),
        resolvedAt:
          status === 'resolved' ? (incident.resolvedAt ?? Math.max(alert.endsAt ?? at, incident.startsAt)) : null,
      },
    },
    notes,
  };
};

/**
 * An incident that an alert has left. By hand, it is as if the alert had never been in it; else the incident goes on counting it, since it
 * was there for a while.
 */
export const leaveIncident = (
  open: OpenIncident,
  alertId: string,
  at: number,
  byHand: boolean
): { open: OpenIncident; notes: Note[] } => {
  const { incident } = open;
  const fired = open.members.get(alertId);
  if (fired === undefined) {
    return { open, notes: [] };
  }
  const firingCount = incident.firingCount - Number(fired);
  if (byHand) {
    open.members.delete(alertId);
  } else {
    open.members.set(alertId, false);
  }
  const resolves = firingCount === 0 && incident.status === 'firing';
  return {
    open: {
      ...open,
      incident: {
        ...incident,
        firingCount,
        alertCount: incident.alertCount - Number(byHand),
        ...(resolves && { status: 'resolved' as const, resolvedAt: Math.max(at, incident.startsAt) }),
      },
    },
    notes: resolves ? [{ kind: 'incident_resolved', text: noneFires }] : [],
  };
};

const withService = (services: string[], service: string | null): string[] =>
  service === null || services.includes(service) || services.length >= maxServices
    ? services
    : [...services, service].sort();
