import { z } from 'zod';
import { checked } from './checked.js';
import { mapOf, orderedPairs, rfcTime, text, webLink } from './payload-fields.js';
import type { IncomingEvent, SenderWords } from './sender.js';
import { severityFromWord, severityWord, severityWords } from './severity.js';

/** The fields that Alertmanager's webhook and its API share for one alert. */
const alertLabels = z.record(z.string().max(1024), text).refine((labels) => (labels['alertname'] ?? '') !== '', {
  path: ['alertname'],
  error: 'is missing; it names the alert',
});

export const alertmanagerFields = {
  labels: alertLabels,
  annotations: z.record(z.string().max(1024), text).nullish(),
  startsAt: rfcTime.nullish(),
  endsAt: rfcTime.nullish(),
  generatorURL: text.nullish(),
};
type AlertmanagerAlert = z.output<z.ZodObject<typeof alertmanagerFields>>;

/** Alerts beyond the webhook's `max_alerts`, which are not in the payload. */
export const truncatedAlerts = z.number().int().min(0).max(1e9).nullish();

/** Of a payload that was checked. */
export const truncatedOf = (payload: unknown): number =>
  checked(z.object({ truncatedAlerts }), payload).truncatedAlerts ?? 0;

export const alertmanagerWords: SenderWords = {
  severities: severityWords,
  statuses: { firing: 'firing', resolved: 'resolved' },
  identity: ['all labels but severity'],
  links: ['annotations.runbook_url', 'annotations.dashboard_url', 'generatorURL', 'externalURL'],
};

/**
 * One alert as Prometheus and Alertmanager describe it. Its identity is all labels but those that tell severity, so that a
 * rule with a threshold each for warning and critical is one alert whose severity changes; the severity's word is its variant.
 */
export const alertmanagerEvent = (
  alert: AlertmanagerAlert,
  state: { status: 'firing' | 'resolved'; startsAt: number; endsAt: number | null; externalURL?: string | undefined }
): IncomingEvent => {
  const labels = orderedPairs(alert.labels);
  const annotations = mapOf(orderedPairs(alert.annotations ?? {}));
  const named = mapOf(labels);
  const identity: string[] = [];
  for (const [name, value] of labels) {
    if (name !== 'severity') {
      identity.push(name, value);
    }
  }
  const word = severityWord(named);
  return {
    identity,
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
