import { createHash } from 'node:crypto';
import type { Alert, Incident } from '@watchroom/contract';
import { compileMatchers } from '../config/matchers.js';
import type { CorrelationRule } from '../config/settings.js';
import { visibleLabels } from './visible-labels.js';

/** Where an alert belongs: the rule that says so, and the values it shares with the others there. */
export interface Place {
  rule: string;
  groupKey: string;
  windowMs: number;
  /** Alerts that must have come before an incident opens. */
  minAlerts: number;
  resolveOn: 'all' | 'any';
  /** The incident's title; null for the name of its worst alert. */
  title: string | null;
  /** Whether it groups what only says that something happened, too; else bursts in time do. */
  occurrences: boolean;
}

/** What holds where no rule does. */
export const fallbackRule: CorrelationRule = {
  name: 'same alert and service',
  matchers: [],
  groupBy: ['alertname', 'service'],
  windowSeconds: 900,
  occurrences: false,
};

/** What holds where nothing is configured: what one service suffers belongs together, then what one machine does. */
export const defaultCorrelation: CorrelationRule[] = [
  {
    name: 'same service',
    matchers: [{ label: 'service', op: '!=', value: '' }],
    groupBy: ['cluster', 'namespace', 'service'],
    windowSeconds: 900,
    occurrences: false,
  },
  {
    name: 'same host',
    matchers: [{ label: 'host', op: '!=', value: '' }],
    groupBy: ['host'],
    windowSeconds: 900,
    occurrences: false,
  },
];

/** A title's `{{label}}` with the alert's values; what it has not is left out. */
const filled = (template: string, labels: Readonly<Record<string, string>>): string =>
  template
    .replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (_, label: string) => labels[label] ?? '')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 300);

const escaped = (value: string): string => value.replaceAll(/[\\,=]/g, '\\$&');

/**
 * Makes the function that finds an alert's place: the first rule whose matchers hold and of whose `groupBy` labels the alert has at
 * least one (the others count as empty), else name and service.
 *
 * @throws {SyntaxError} on a regular expression that is none.
 */
export const createPlacing = (rules: readonly CorrelationRule[]): ((alert: Alert) => Place) => {
  const compiled = [...rules, fallbackRule].map((rule) => ({ rule, holds: compileMatchers(rule.matchers) }));
  return (alert) => {
    const labels = visibleLabels(alert);
    const { rule } = compiled.find(
      ({ rule: { groupBy }, holds }) => groupBy.some((label) => labels[label]) && holds(labels, alert.name)
    ) ?? { rule: fallbackRule };
    return {
      rule: rule.name,
      groupKey: rule.groupBy.map((label) => `${label}=${escaped(labels[label] ?? '')}`).join(','),
      windowMs: rule.windowSeconds * 1000,
      minAlerts: rule.minAlerts ?? 1,
      resolveOn: rule.resolveOn ?? 'all',
      title: rule.title ? filled(rule.title, labels) : null,
      occurrences: rule.occurrences ?? true,
    };
  };
};

/** Whether an incident still takes alerts. One that comes late, from before the incident's last alert, finds it open too. */
export const takesMore = (incident: Pick<Incident, 'lastSeenAt' | 'stage'>, windowMs: number, at: number): boolean =>
  at - incident.lastSeenAt <= windowMs && incident.stage !== 'closed';

/** What has had no news for so many windows is another story, however long it goes on. */
const newsWindows = 4;

/** Whether an incident still takes alerts that were never in it. */
export const takesOthers = (
  { incident, newsAt }: { incident: Pick<Incident, 'lastSeenAt' | 'stage'>; newsAt: number },
  windowMs: number,
  at: number
): boolean => takesMore(incident, windowMs, at) && at - newsAt <= newsWindows * windowMs;

/** The same for the same events: an event opens at most one incident. */
export const incidentId = (place: Pick<Place, 'rule' | 'groupKey'>, openingEventId: string): string =>
  createHash('sha256')
    .update(JSON.stringify([place.rule, place.groupKey, openingEventId]))
    .digest('hex')
    .slice(0, 20);

/** `cluster=a, service=cart` of a group's key: what its alerts share, in words. */
export const shownKey = (groupKey: string): string =>
  groupKey
    .split(/(?<!\\),/)
    .filter((part) => !part.endsWith('='))
    .join(', ')
    .replaceAll(/\\([\\,=])/g, '$1');

const duration = (ms: number): string => {
  const minutes = ms / 60_000;
  return minutes >= 1 ? `${Math.round(minutes * 10) / 10} min` : `${Math.round(ms / 1000)} s`;
};

/** Why an alert is in an incident, in words. */
export const reasonOpened = (place: Place): string =>
  `First of its kind: no incident with ${shownKey(place.groupKey)} was open (rule "${place.rule}")`;
export const reasonWaits = (place: Place, alerts: number): string =>
  `Waits for an incident: ${alerts} of ${place.minAlerts} alerts with ${shownKey(place.groupKey)} within ${duration(place.windowMs)} (rule "${place.rule}")`;
export const reasonOpenedWith = (place: Place, alerts: number): string =>
  `One of ${alerts} alerts with ${shownKey(place.groupKey)} within ${duration(place.windowMs)} (rule "${place.rule}")`;
export const reasonJoined = (place: Place): string =>
  `Shares ${shownKey(place.groupKey)} with this incident and came within ${duration(place.windowMs)} of its last alert (rule "${place.rule}")`;
