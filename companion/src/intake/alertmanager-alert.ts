import type { Link } from '@watchroom/contract';
import { z } from 'zod';
import type { IncomingEvent } from './sender.js';
import { severityFromWord, severityWord } from './severity.js';

/** The fields that Alertmanager's webhook and its API share for one alert. */
const text = z.string().max(65_536);
const alertLabels = z.record(z.string().max(1024), text).refine((labels) => (labels['alertname'] ?? '') !== '', {
  path: ['alertname'],
  error: 'is missing; it names the alert',
});
/** Go writes times with up to nine decimals; year 1 is its zero. */
const goTime = z.iso.datetime({ offset: true, error: 'expected a time as in RFC 3339' });

export const alertmanagerFields = {
  labels: alertLabels,
  annotations: z.record(z.string().max(1024), text).nullish(),
  startsAt: goTime.nullish(),
  endsAt: goTime.nullish(),
  generatorURL: text.nullish(),
};
type AlertmanagerAlert = z.output<z.ZodObject<typeof alertmanagerFields>>;

/** Epoch milliseconds; null for no time and for Go's zero time. */
export const timeOrNull = (iso: string | null | undefined): number | null => {
  const time = iso ? Date.parse(iso) : Number.NaN;
  return time > 0 ? time : null;
};

/** Names in order and without those that are empty, which Prometheus takes for absent. */
const ordered = (map: Readonly<Record<string, string>>): Array<[string, string]> =>
  Object.entries(map)
    .filter(([, value]) => value !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1));

const webLink = (title: string, url: string | null | undefined): Link[] =>
  url && /^https?:\/\//i.test(url) ? [{ title, url }] : [];

/**
 * One alert as Prometheus and Alertmanager describe it. Its identity is all labels but those that tell severity, so that a
 * rule with a threshold each for warning and critical is one alert whose severity changes; the severity's word is its variant.
 */
export const alertmanagerEvent = (
  alert: AlertmanagerAlert,
  state: { status: 'firing' | 'resolved'; startsAt: number; endsAt: number | null; externalURL?: string | undefined }
): IncomingEvent => {
  const labels = ordered(alert.labels);
  const annotations = Object.fromEntries(ordered(alert.annotations ?? {}));
  const named = Object.fromEntries(labels);
  const word = severityWord(named);
  return {
    identity: labels.filter(([name]) => name !== 'severity').flat(),
    name: named['alertname'] ?? '',
    status: state.status,
    severity: severityFromWord(word),
    variant: named['severity'] ?? '',
    summary: annotations['summary'] ?? annotations['message'] ?? annotations['title'] ?? '',
    description: annotations['description'] ?? '',
    labels: named,
    annotations,
    links: [
      ...webLink('Runbook', annotations['runbook_url'] ?? annotations['runbook']),
      ...webLink('Dashboard', annotations['dashboard_url'] ?? annotations['dashboard']),
      ...webLink('Rule in Prometheus', alert.generatorURL),
      ...webLink('Alertmanager', state.externalURL),
    ],
    startsAt: state.startsAt,
    endsAt: state.endsAt,
  };
};
