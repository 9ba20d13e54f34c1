import { createHash } from 'node:crypto';
import { z } from 'zod';
import { checked } from './checked.js';
import {
  annotationsOf,
  labelsOf,
  optionalText,
  optionalWord,
  rfcTime,
  text,
  timeOrNull,
  webLink,
  word,
} from './payload-fields.js';
import type { IncomingEvent, Sender } from './sender.js';
import { severityFromWord } from './severity.js';

const severities = { critical: 'critical', error: 'high', warning: 'warning', info: 'info' } as const;

/** PagerDuty's Events API v2 (its documentation: "Send an Event"). */
const common = {
  routing_key: z.string().min(1, 'is empty; any text does, and one of the intake tokens is the token').max(4096),
  dedup_key: word.nullish(),
  client: optionalText,
  client_url: optionalText,
};
const trigger = z.looseObject({
  ...common,
  event_action: z.literal('trigger'),
  payload: z.looseObject({
    summary: text.refine((summary) => summary !== '', 'is empty; it names the alert'),
    source: word,
    severity: z.enum(['critical', 'error', 'warning', 'info']),
    timestamp: z.union([rfcTime, z.string().max(100)]).nullish(),
    component: optionalWord,
    group: optionalWord,
    class: optionalWord,
    custom_details: z.union([z.record(z.string(), z.unknown()), z.string()]).nullish(),
  }),
  links: z
    .array(z.looseObject({ href: optionalText, text: optionalText }))
    .max(100)
    .nullish(),
  images: z
    .array(z.looseObject({ src: optionalText, href: optionalText, alt: optionalText }))
    .max(100)
    .nullish(),
});
const dedupKey = z
  .string({ error: 'is missing; it tells which alert' })
  .min(1, 'is empty; it tells which alert')
  .max(1024);
const acknowledge = z.looseObject({ ...common, event_action: z.literal('acknowledge'), dedup_key: dedupKey });
const resolve = z.looseObject({ ...common, event_action: z.literal('resolve'), dedup_key: dedupKey });
const schema = z.discriminatedUnion('event_action', [trigger, acknowledge, resolve]);
type Payload = z.output<typeof schema>;

/** PagerDuty makes a key up where there is none; here the same alert gets the same one. */
const dedupKeyOf = (event: Payload): string => {
  if (event.dedup_key) {
    return event.dedup_key;
  }
  const {
    summary = '',
    source = '',
    component = '',
    group = '',
    class: kind = '',
  } = event.event_action === 'trigger' ? event.payload : {};
  return createHash('sha256')
    .update(JSON.stringify([summary, source, component, group, kind]))
    .digest('hex')
    .slice(0, 32);
};

/** An alert that was described by its trigger. */
const bareEvent = (event: Payload, receivedAt: number, status: 'firing' | 'resolved'): IncomingEvent => ({
  identity: [event.routing_key, dedupKeyOf(event)],
  bare: true,
  name: dedupKeyOf(event),
  status,
  severity: 'unknown',
  summary: '',
  description: '',
  labels: {},
  annotations: {},
  links: [],
  startsAt: receivedAt,
  endsAt: status === 'resolved' ? receivedAt : null,
});

const triggered = (event: z.output<typeof trigger>, receivedAt: number): IncomingEvent => {
  const { payload } = event;
  const details = payload.custom_details;
  const named = labelsOf({
    source: payload.source,
    component: payload.component,
    group: payload.group,
    class: payload.class,
  });
  return {
    identity: [event.routing_key, dedupKeyOf(event)],
    name: (payload.summary.split('\n', 1)[0] ?? '').slice(0, 500),
    status: 'firing',
    severity: severityFromWord(payload.severity),
    summary: payload.summary,
    description: typeof details === 'string' ? details : '',
    labels: named,
    annotations: typeof details === 'object' ? annotationsOf(details) : {},
    links: [
      ...webLink(event.client || 'Monitoring', event.client_url),
      ...(event.links ?? []).flatMap(({ href, text: title }) => webLink(title || 'Link', href)),
      ...(event.images ?? []).flatMap(({ src, href, alt }) => webLink(alt || 'Picture', href ?? src)),
    ],
    startsAt: timeOrNull(payload.timestamp) ?? receivedAt,
    endsAt: null,
  };
};

/**
 * Whatever speaks PagerDuty's Events API v2, with Watchroom in the place of `events.pagerduty.com`. Alerts hold until they are resolved;
 * acknowledge acts on triage.
 */
export const pagerduty: Sender = {
  name: 'pagerduty',
  title: 'PagerDuty Events API v2',
  paths: ['/v2/enqueue'],
  schema,
  words: {
    severities,
    statuses: { trigger: 'firing', acknowledge: 'firing', resolve: 'resolved' },
    identity: ['routing_key', 'dedup_key, or summary, source, component, group and class'],
    links: ['client_url', 'links[].href', 'images[].src'],
  },
  tokenOf: (payload) => checked(z.looseObject({ routing_key: common.routing_key }), payload).routing_key,
  parse: (payload, receivedAt) => {
    const event = checked(schema, payload);
    switch (event.event_action) {
      case 'trigger':
        return [triggered(event, receivedAt)];
      case 'acknowledge':
        return [{ ...bareEvent(event, receivedAt, 'firing'), triage: { action: 'acknowledge', by: 'pagerduty' } }];
      case 'resolve':
        return [bareEvent(event, receivedAt, 'resolved')];
    }
  },
  answer: (payload) => ({
    status: 202,
    body: { status: 'success', message: 'Event processed', dedup_key: dedupKeyOf(checked(schema, payload)) },
  }),
  refusal: (problem) => ({
    status: 'invalid event',
    message: problem.detail ?? problem.title,
    errors: (problem.errors ?? []).map(({ field, message }) => `${field} ${message}`),
  }),
};
