import { z } from 'zod';
import { checked } from './checked.js';
import {
  epochOrNull,
  labelsOf,
  labelsOfTags,
  optionalText,
  optionalWord,
  text,
  webLink,
  wordOrNumber,
} from './payload-fields.js';
import type { IncomingEvent, Sender } from './sender.js';
import { severityFromWord } from './severity.js';

/** Words of `$ALERT_TRANSITION`. */
const statuses = {
  Triggered: 'firing',
  'Re-Triggered': 'firing',
  Renotify: 'firing',
  'Re-Notify': 'firing',
  Warn: 'firing',
  'Re-Warn': 'firing',
  'No Data': 'firing',
  'Re-No Data': 'firing',
  Recovered: 'resolved',
} as const;
/** Words of `$ALERT_TYPE`; `$ALERT_PRIORITY` (P1 to P5) goes before them. */
const severities = { error: 'high', warning: 'warning', success: 'info', info: 'info' } as const;

const byTransition = new Map<string, 'firing' | 'resolved'>(
  Object.entries(statuses).map(([transition, status]) => [transition.toLowerCase(), status])
);

/** Tags as Datadog writes them, `a:b,c:d`, or as a list. */
const listed = z
  .union([text, z.array(text).max(500)])
  .transform((given) => (typeof given === 'string' ? given.split(',') : given))
  .nullish();

/** The template of docs/senders.md for Datadog's Webhooks integration; Datadog has none of its own for alerts. */
const schema = z.looseObject({
  monitor_id: wordOrNumber,
  title: text.refine((title) => title.trim() !== '', 'is empty; it names the alert'),
  alert_transition: z
    .string()
    .max(100)
    .refine((value) => byTransition.has(value.trim().toLowerCase()), {
      error: `expected one of ${Object.keys(statuses).join(', ')}`,
    }),
  alert_type: optionalWord,
  severity: optionalWord,
  scopes: listed,
  tags: listed,
  body: optionalText,
  url: optionalText,
  snapshot: optionalText,
  hostname: optionalWord,
  metric: optionalWord,
  query: optionalText,
  date: z.union([z.string().max(100), z.number()]).nullish(),
  last_updated: z.union([z.string().max(100), z.number()]).nullish(),
});
type Payload = z.output<typeof schema>;

/** `[Triggered on {host:a}] Disk is full`, without what changes. */
const nameOf = (title: string): string =>
  title
    .replace(/^\s*\[[^\]]{0,500}\]\s*/, '')
    .trim()
    .slice(0, 500) || title.trim().slice(0, 500);

const severityOf = (alert: Payload): IncomingEvent['severity'] => {
  const transition = alert.alert_transition.trim().toLowerCase();
  const byPriority = severityFromWord(alert.severity);
  if (byPriority !== 'unknown') {
    return byPriority;
  }
  return transition.includes('warn')
    ? 'warning'
    : (severities[alert.alert_type?.toLowerCase() as keyof typeof severities] ?? 'unknown');
};

const toEvent = (alert: Payload, receivedAt: number): IncomingEvent => {
  const status = byTransition.get(alert.alert_transition.trim().toLowerCase()) ?? 'firing';
  const scopes = (alert.scopes ?? [])
    .map((scope) => scope.trim())
    .filter((scope) => scope !== '')
    .sort();
  const at = epochOrNull(alert.date) ?? epochOrNull(alert.last_updated) ?? receivedAt;
  return {
    identity: [alert.monitor_id, ...scopes],
    name: nameOf(alert.title),
    status,
    severity: severityOf(alert),
    summary: alert.title.trim(),
    description: alert.body ?? '',
    labels: {
      ...labelsOfTags([...(alert.tags ?? []), ...scopes.filter((scope) => scope !== '*')]),
      ...labelsOf({ monitor: alert.monitor_id, host: alert.hostname, metric: alert.metric }),
    },
    annotations: labelsOf({ query: alert.query, transition: alert.alert_transition }),
    links: [...webLink('Monitor in Datadog', alert.url), ...webLink('Picture', alert.snapshot)],
    startsAt: at,
    endsAt: status === 'resolved' ? at : null,
  };
};

/** Datadog by its Webhooks integration with the payload of docs/senders.md. An alert is a monitor and its scope. */
export const datadog: Sender = {
  name: 'datadog',
  title: 'Datadog',
  paths: [],
  schema,
  words: {
    severities: { P1: 'critical', P2: 'high', P3: 'warning', P4: 'info', P5: 'info', ...severities },
    statuses,
    identity: ['monitor_id', 'scopes'],
    links: ['url', 'snapshot'],
  },
  parse: (payload, receivedAt) => [toEvent(checked(schema, payload), receivedAt)],
};
