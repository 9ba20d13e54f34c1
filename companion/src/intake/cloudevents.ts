import { z } from 'zod';
import { HttpProblem } from '../http/http-problem.js';
import { checked } from './checked.js';
import { readJson } from './json-body.js';
import { labelsOf, optionalText, optionalWord, rfcTime, timeOrNull, webLink, word } from './payload-fields.js';
import type { IncomingEvent, Sender, SenderRequest } from './sender.js';
import { severityFromWord, severityWords } from './severity.js';

const statuses = {
  firing: 'firing',
  triggered: 'firing',
  active: 'firing',
  problem: 'firing',
  alarm: 'firing',
  resolved: 'resolved',
  recovered: 'resolved',
  closed: 'resolved',
  cleared: 'resolved',
  inactive: 'resolved',
  ok: 'resolved',
} as const;
const statusOf = (given: unknown): 'firing' | 'resolved' | null =>
  typeof given === 'string' ? (statuses[given.toLowerCase() as keyof typeof statuses] ?? null) : null;

/** CloudEvents 1.0 (its JSON format and HTTP binding). `severity`, `severitytext` and any other extension may stand beside `data`. */
const cloudEvent = z.looseObject({
  specversion: z.literal('1.0', { error: 'expected "1.0", the one version of CloudEvents that Watchroom knows' }),
  id: word.min(1, 'is empty'),
  source: word.min(1, 'is empty'),
  type: word.min(1, 'is empty'),
  subject: optionalWord,
  time: rfcTime.nullish(),
  data: z.unknown().optional(),
  data_base64: optionalText,
});
const schema = z.union([cloudEvent, z.array(cloudEvent).max(10_000)]);
type CloudEvent = z.output<typeof cloudEvent>;

const fields = new Set([
  'specversion',
  'id',
  'source',
  'type',
  'subject',
  'time',
  'data',
  'data_base64',
  'datacontenttype',
  'dataschema',
]);

/** What `data` may say; all of it may be absent. */
const dataFields = z.looseObject({
  name: optionalText.catch(null),
  title: optionalText.catch(null),
  summary: optionalText.catch(null),
  message: optionalText.catch(null),
  description: optionalText.catch(null),
  severity: optionalWord.catch(null),
  level: optionalWord.catch(null),
  status: optionalWord.catch(null),
  state: optionalWord.catch(null),
  url: optionalText.catch(null),
  labels: z.record(z.string(), z.unknown()).nullish().catch(null),
  annotations: z.record(z.string(), z.unknown()).nullish().catch(null),
});

const dataOf = ({ data, data_base64: packed }: CloudEvent): z.output<typeof dataFields> => {
  let given = data;
  if (packed) {
    try {
      given = JSON.parse(Buffer.from(packed, 'base64').toString('utf8')) as unknown;
    } catch {
      given = null;
    }
  }
  const map =
    typeof given === 'object' && given !== null && !Array.isArray(given)
      ? given
      : typeof given === 'string'
        ? { message: given }
        : {};
  return checked(dataFields, map);
};

/** `com.shop.disk.full.resolved` is `com.shop.disk.full`, resolved. */
const splitType = (type: string): { type: string; status: 'firing' | 'resolved' | null } => {
  const at = type.lastIndexOf('.');
  const status = at === -1 ? null : statusOf(type.slice(at + 1));
  return status === null ? { type, status } : { type: type.slice(0, at), status };
};

const extensionsOf = (event: CloudEvent): Record<string, unknown> =>
  Object.fromEntries(Object.entries(event).filter(([name]) => !fields.has(name)));

const toEvent = (event: CloudEvent, receivedAt: number): IncomingEvent => {
  const data = dataOf(event);
  const extensions = extensionsOf(event);
  const own = splitType(event.type);
  const status =
    statusOf(data.status) ?? statusOf(data.state) ?? statusOf(extensions['status']) ?? own.status ?? 'firing';
  const at = timeOrNull(event.time) ?? receivedAt;
  const severity = [data.severity, data.level, extensions['severity'], extensions['severitytext']].find(
    (one) => typeof one === 'string'
  );
  return {
    identity: [event.source, own.type, event.subject ?? ''],
    name: (data.name || data.title || own.type).slice(0, 500),
    status,
    severity: severityFromWord(severity as string | undefined),
    summary: data.summary ?? data.title ?? data.message ?? '',
    description: data.description ?? data.message ?? '',
    labels: {
      ...labelsOf(extensions),
      ...labelsOf(data.labels),
      ...labelsOf({ source: event.source, subject: event.subject, type: own.type }),
    },
    annotations: { ...labelsOf(data.annotations), event_id: event.id },
    links: webLink('More', data.url),
    startsAt: at,
    endsAt: status === 'resolved' ? at : null,
  };
};

const binaryData = ({ body, headers }: SenderRequest): unknown => {
  if (body.length === 0) {
    return undefined;
  }
  return /^[^;]*\bjson\b/i.test(headers['content-type'] ?? '') ? readJson(body) : body.toString('utf8');
};

/** Values of headers are percent-encoded. */
const decoded = (value: string): string => {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
};

/** Structured, batched or binary, as the content type and the headers tell. */
const read = (request: SenderRequest): unknown => {
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (/^application\/cloudevents(?:-batch)?\+(?!json$)/.test(type)) {
    throw new HttpProblem(415, 'Unsupported media type', {
      detail: 'CloudEvents are taken as JSON: application/cloudevents+json',
    });
  }
  if (type.startsWith('application/cloudevents') || request.headers['ce-specversion'] === undefined) {
    return readJson(request.body);
  }
  const attributes = Object.entries(request.headers)
    .filter(([name]) => name.startsWith('ce-'))
    .map(([name, value]) => [name.slice(3), decoded(String(value))]);
  return { ...Object.fromEntries(attributes), data: binaryData(request) };
};

/**
 * CloudEvents over HTTP: structured, batched and binary. Source, type and subject make the alert; a type that ends in `.resolved` or
 * the like, or a status in `data`, resolves it.
 */
export const cloudevents: Sender = {
  name: 'cloudevents',
  title: 'CloudEvents',
  paths: [],
  schema,
  words: { severities: severityWords, statuses, identity: ['source', 'type', 'subject'], links: ['data.url'] },
  read,
  parse: (payload, receivedAt) =>
    Array.isArray(payload)
      ? checked(z.array(cloudEvent).max(10_000), payload).map((event) => toEvent(event, receivedAt))
      : [toEvent(checked(cloudEvent, payload), receivedAt)],
};
