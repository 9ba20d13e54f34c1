import { z } from 'zod';
import { checked } from './checked.js';
import { epochOrNull, labelsOf, optionalText, optionalWord, urlPart, webLink, wordOrNumber } from './payload-fields.js';
import type { IncomingEvent, Sender } from './sender.js';

/** `{EVENT.SEVERITY}`, and its number `{EVENT.NSEVERITY}`. */
const severities = {
  Disaster: 'critical',
  High: 'high',
  Average: 'warning',
  Warning: 'warning',
  Information: 'info',
  'Not classified': 'unknown',
  '5': 'critical',
  '4': 'high',
  '3': 'warning',
  '2': 'warning',
  '1': 'info',
  '0': 'unknown',
} as const;
const statuses = { PROBLEM: 'firing', '1': 'firing', RESOLVED: 'resolved', OK: 'resolved', '0': 'resolved' } as const;

const bySeverity = new Map<string, IncomingEvent['severity']>(
  Object.entries(severities).map(([name, severity]) => [name.toLowerCase(), severity])
);

const tags = z.array(z.looseObject({ tag: wordOrNumber, value: optionalWord })).max(500);

/** Tags stand in the payload as JSON or, where the template puts it in quotes, as text that holds it. */
const tagList = z
  .union([
    tags,
    z
      .string()
      .max(65_536)
      .transform((given, context): unknown => {
        try {
          return given.trim() === '' ? [] : (JSON.parse(given) as unknown);
        } catch {
          context.addIssue({ code: 'custom', message: 'expected JSON, as {EVENT.TAGSJSON} gives it' });
          return z.NEVER;
        }
      })
      .pipe(tags),
  ])
  .nullish();

const known = z.looseObject({
  event_id: wordOrNumber,
  trigger_id: optionalWord,
  event_name: optionalText,
  trigger_name: optionalText,
  event_severity: optionalWord,
  event_nseverity: optionalWord,
  event_status: z
    .union([z.string(), z.number()])
    .transform((value) => String(value).trim().toUpperCase())
    .pipe(z.enum(['PROBLEM', 'RESOLVED', 'OK', '1', '0'])),
  event_update_status: optionalWord,
  event_update_action: optionalText,
  event_update_message: optionalText,
  event_ack_status: optionalWord,
  event_opdata: optionalText,
  event_timestamp: z.union([z.string().max(100), z.number()]).nullish(),
  event_recovery_timestamp: z.union([z.string().max(100), z.number()]).nullish(),
  event_tagsjson: tagList,
  host_host: optionalWord,
  host_name: optionalWord,
  host_ip: optionalWord,
  trigger_description: optionalText,
  trigger_url: optionalText,
  zabbix_url: optionalText,
  user_fullname: optionalWord,
});
type Payload = z.output<typeof known>;

/** A macro that Zabbix could not fill in. */
const unfilled = /^(?:\*UNKNOWN\*|\{[A-Z$][A-Z0-9_.$]*\})$/;

/** Keys as macros are written (`EVENT.ID`) and as people do (`event_id`) are the same. */
const schema = z
  .record(z.string().max(200), z.unknown())
  .transform((given) =>
    Object.fromEntries(
      Object.entries(given)
        .filter(([, value]) => typeof value !== 'string' || !unfilled.test(value))
        .map(([key, value]) => [key.replaceAll(/[{}]/g, '').replaceAll('.', '_').toLowerCase(), value])
    )
  )
  .pipe(known);

const triageOf = (event: Payload): Pick<IncomingEvent, 'triage'> => {
  const action = (event.event_update_action ?? '').toLowerCase();
  const by = event.user_fullname || 'zabbix';
  if (action.includes('unacknowledged')) {
    return { triage: { action: 'unacknowledge', by } };
  }
  return action.includes('acknowledged') || event.event_ack_status?.toLowerCase() === 'yes'
    ? { triage: { action: 'acknowledge', by } }
    : {};
};

const eventLink = ({ zabbix_url: base, trigger_id: trigger, event_id: event }: Payload): IncomingEvent['links'] =>
  trigger
    ? webLink(
        'Event in Zabbix',
        base && `${base.replace(/\/+$/, '')}/tr_events.php?triggerid=${urlPart(trigger)}&eventid=${urlPart(event)}`
      )
    : [];

const toEvent = (event: Payload, receivedAt: number): IncomingEvent => {
  const status = statuses[event.event_status];
  const host = event.host_host ?? event.host_name ?? '';
  const startsAt = epochOrNull(event.event_timestamp) ?? receivedAt;
  const tagsOfEvent = Object.fromEntries((event.event_tagsjson ?? []).map(({ tag, value }) => [tag, value || 'true']));
  return {
    identity: event.trigger_id ? ['trigger', event.trigger_id, host] : ['event', event.event_id],
    name: (event.event_name || event.trigger_name || `Event ${event.event_id}`).slice(0, 500),
    status,
    severity:
      bySeverity.get((event.event_severity ?? '').trim().toLowerCase()) ??
      bySeverity.get(event.event_nseverity ?? '') ??
      'unknown',
    summary: event.event_opdata ?? '',
    description: event.trigger_description ?? '',
    labels: { ...labelsOf(tagsOfEvent), ...labelsOf({ host, host_name: event.host_name, ip: event.host_ip }) },
    annotations: labelsOf({
      event_id: event.event_id,
      trigger_id: event.trigger_id,
      update: event.event_update_message,
    }),
    links: [...eventLink(event), ...webLink('Trigger', event.trigger_url)],
    startsAt,
    endsAt: status === 'resolved' ? (epochOrNull(event.event_recovery_timestamp) ?? receivedAt) : null,
    ...(status === 'firing' && triageOf(event)),
  };
};

/** Zabbix by a webhook media type with the parameters of docs/senders.md. Acknowledged there is acknowledged here. */
export const zabbix: Sender = {
  name: 'zabbix',
  title: 'Zabbix',
  paths: [],
  schema,
  words: {
    severities,
    statuses,
    identity: ['TRIGGER.ID and HOST.HOST, else EVENT.ID'],
    links: ['ZABBIX.URL', 'TRIGGER.URL'],
  },
  parse: (payload, receivedAt) => [toEvent(checked(schema, payload), receivedAt)],
};
