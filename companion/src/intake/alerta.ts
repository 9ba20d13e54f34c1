import { z } from 'zod';
import { checked } from './checked.js';
import {
  labelsOf,
  labelsOfTags,
  optionalCount,
  optionalText,
  optionalWord,
  senderCountOf,
  text,
  timeOrNull,
  annotationsOf,
  webLink,
  word,
} from './payload-fields.js';
import type { IncomingEvent, Sender } from './sender.js';

/** Alerta's severities; `normal` and its like end an alert. */
const severities = {
  security: 'critical',
  critical: 'critical',
  major: 'high',
  minor: 'warning',
  warning: 'warning',
  indeterminate: 'unknown',
  unknown: 'unknown',
  informational: 'info',
  debug: 'info',
  trace: 'info',
} as const;
const ended: ReadonlySet<string> = new Set(['ok', 'normal', 'cleared']);
const severityNames = [...Object.keys(severities), ...ended];

const names = z.array(word).max(200).nullish();

/** Alerta's `POST /alert` (its documentation: API Reference, Create an Alert). */
const schema = z.looseObject({
  resource: word.min(1, 'is empty; it names what is affected'),
  event: word.min(1, 'is empty; it names the alert'),
  environment: optionalWord,
  severity: z
    .string()
    .max(100)
    .refine((value) => severityNames.includes(value.toLowerCase()), {
      error: `expected one of ${severityNames.join(', ')}`,
    })
    .nullish(),
  correlate: names,
  service: names,
  group: optionalWord,
  value: optionalWord,
  text: optionalText,
  tags: z.array(text).max(500).nullish(),
  attributes: z.record(z.string(), z.unknown()).nullish(),
  origin: optionalWord,
  type: optionalWord,
  createTime: optionalText,
  timeout: z.number().min(0).max(31_536_000).nullish(),
  rawData: z.unknown().optional(),
  duplicateCount: optionalCount,
  customer: optionalWord,
});
type Payload = z.output<typeof schema>;

const severityOf = ({ severity }: Payload): string => (severity ?? 'normal').toLowerCase();

/** Events that name each other as correlated take turns on one alert. */
const eventKey = ({ event, correlate }: Payload): string =>
  correlate && correlate.includes(event) ? [...new Set(correlate)].sort().join(',') : event;

const toEvent = (alert: Payload, receivedAt: number): IncomingEvent => {
  const severity = severityOf(alert);
  const resolved = ended.has(severity);
  const attributes = annotationsOf(alert.attributes);
  const startsAt = timeOrNull(alert.createTime) ?? receivedAt;
  return {
    identity: [alert.environment ?? '', alert.resource, eventKey(alert), alert.customer ?? ''],
    name: alert.event,
    status: resolved ? 'resolved' : 'firing',
    severity: severities[severity as keyof typeof severities] ?? 'unknown',
    summary: alert.text ?? '',
    description: alert.value ? `Value: ${alert.value}` : '',
    labels: {
      ...labelsOfTags(alert.tags ?? []),
      ...labelsOf({
        resource: alert.resource,
        environment: alert.environment,
        service: alert.service?.[0],
        services: (alert.service?.length ?? 0) > 1 ? alert.service?.join(',') : '',
        group: alert.group,
        origin: alert.origin,
        type: alert.type,
        customer: alert.customer,
      }),
    },
    annotations: attributes,
    links: [
      ...webLink('Runbook', attributes['runbook_url'] ?? attributes['runbook']),
      ...webLink('More', attributes['moreInfo']),
    ],
    startsAt,
    ...senderCountOf((alert.duplicateCount ?? null) === null ? null : Number(alert.duplicateCount) + 1),
    endsAt: resolved ? receivedAt : alert.timeout ? receivedAt + alert.timeout * 1000 : null,
  };
};

/** Whatever speaks Alerta's API, with Watchroom in the place of its server. An alert with a `timeout` ends by itself. */
export const alerta: Sender = {
  name: 'alerta',
  title: 'Alerta API',
  paths: ['/alert', '/api/alert'],
  schema,
  // Its command line asks for this first.
  hello: { paths: ['/config', '/api/config'], body: { auth_required: false, provider: 'basic', endpoint: '' } },
  words: {
    severities,
    statuses: Object.fromEntries([...ended].map((name) => [name, 'resolved'] as const)),
    identity: ['environment', 'resource', 'event or correlate', 'customer'],
    links: ['attributes.runbook_url', 'attributes.moreInfo'],
  },
  parse: (payload, receivedAt) => [toEvent(checked(schema, payload), receivedAt)],
  answer: (payload, events) => {
    const alert = checked(schema, payload);
    const [event] = events;
    const id = event?.fingerprint ?? '';
    const receiveTime = new Date(event?.receivedAt ?? 0).toISOString();
    return {
      status: 201,
      body: {
        status: 'ok',
        id,
        alert: {
          ...alert,
          id,
          severity: severityOf(alert),
          status: event?.status === 'resolved' ? 'closed' : 'open',
          correlate: alert.correlate ?? [],
          service: alert.service ?? [],
          tags: alert.tags ?? [],
          attributes: alert.attributes ?? {},
          createTime: new Date(event?.startsAt ?? 0).toISOString(),
          receiveTime,
          lastReceiveTime: receiveTime,
          lastReceiveId: event?.id ?? '',
          previousSeverity: 'indeterminate',
          trendIndication: 'noChange',
          duplicateCount: 0,
          repeat: false,
          history: [],
        },
      },
    };
  },
  refusal: (problem) => ({ status: 'error', message: problem.detail ?? problem.title, errors: problem.errors ?? [] }),
};
