import type { LogLevel, Severity } from '@watchroom/contract';
import { z } from 'zod';
import { logLevelOf, type IncomingLogLine } from '../logs/log-line.js';
import { checked } from './checked.js';
import { readJson } from './json-body.js';
import { jsonType, otlpTypeOf, protobufType } from './otlp-http.js';
import { addLabels, resourceLabels, textOf } from './otlp-labels.js';
import { readOtlpLogs } from './otlp-logs-proto.js';
import { otlpAttributes, otlpNumber } from './otlp-message.js';
import { labelsOf, optionalText } from './payload-fields.js';
import type { IncomingEvent, Sender } from './sender.js';
import { severityFromWord } from './severity.js';

/** `ExportLogsServiceRequest` in OTLP's JSON form, as far as it is read. Source: opentelemetry-proto 1.x, `logs.proto`. */
const list = <T extends z.ZodType>(item: T) => z.array(item).nullish();
const record = z.object({
  timeUnixNano: otlpNumber,
  observedTimeUnixNano: otlpNumber,
  severityNumber: otlpNumber,
  severityText: optionalText,
  eventName: optionalText,
  body: z.record(z.string(), z.unknown()).nullish(),
  attributes: otlpAttributes,
  traceId: optionalText,
  spanId: optionalText,
});
const schema = z.object({
  resourceLogs: list(
    z.object({
      resource: z.object({ attributes: otlpAttributes }).nullish(),
      scopeLogs: list(z.object({ scope: z.object({ name: optionalText }).nullish(), logRecords: list(record) })),
    })
  ),
});
type LogRecord = z.output<typeof record>;

const maxBytes = 16 * 1024 * 1024;
/** SeverityNumber: ERROR is 17 to 20, FATAL 21 to 24. */
const errorFrom = 17;
const fatalFrom = 21;
/** An error that is not logged again in this time is over. */
const holdMs = 15 * 60_000;
/** A clock may be off; one in the future would hold for too long. */
const futureMs = 3_600_000;

const severityOf = ({ severityNumber, severityText }: LogRecord): Severity | null => {
  if (severityNumber) {
    return severityNumber >= fatalFrom ? 'critical' : severityNumber >= errorFrom ? 'high' : null;
  }
  const severity = severityFromWord(severityText);
  return severity === 'critical' || severity === 'high' ? severity : null;
};

/** Of SeverityNumber, by fours: TRACE, DEBUG, INFO, WARN, ERROR, FATAL. */
const levels: readonly LogLevel[] = ['debug', 'debug', 'info', 'warning', 'error', 'critical'];

const maxTemplate = 300;

const looksLikeId = (word: string): boolean => word.length >= 8 && /\d/.test(word) && /^[0-9a-fA-F-]+$/.test(word);

/** A line without what changes from one to the next: ids, numbers and what stands in quotes. */
export const logTemplate = (line: string): string =>
  line
    .slice(0, 2000)
    .replaceAll(/"[^"]*"|'[^']*'/g, '*')
    .replaceAll(/[0-9a-zA-Z-]+/g, (word) => (looksLikeId(word) ? '*' : word))
    .replaceAll(/\d+/g, '*')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, maxTemplate);

const timeOf = (it: LogRecord, receivedAt: number): number => {
  const at = Math.round((it.timeUnixNano || it.observedTimeUnixNano || 0) / 1e6);
  return at > 0 && at <= receivedAt + futureMs ? at : receivedAt;
};

const toEvent = (
  it: LogRecord,
  severity: Severity,
  resource: Record<string, string>,
  scope: string,
  receivedAt: number
): IncomingEvent => {
  const attributes = addLabels(it.attributes, {});
  const line = textOf({ value: it.body });
  const exception = attributes['exception_type'] ?? '';
  const firstLine = line.split('\n', 1)[0] ?? '';
  const template = logTemplate(firstLine);
  const kind = it.eventName || exception || template;
  return {
    identity: [resource['job'] ?? '', resource['service_name'] ?? '', scope, kind],
    name: kind || 'Error without text',
    status: 'firing',
    severity,
    summary: (attributes['exception_message'] || firstLine).slice(0, 1000),
    description: (attributes['exception_stacktrace'] || line).slice(0, 10_000),
    labels: { ...labelsOf(resource), ...labelsOf({ logger: scope, exception }) },
    annotations: labelsOf({ trace_id: it.traceId, span_id: it.spanId }),
    links: [],
    startsAt: timeOf(it, receivedAt),
    endsAt: receivedAt + holdMs,
  };
};

const levelOf = ({ severityNumber, severityText }: LogRecord): LogLevel | null =>
  severityNumber ? (levels[Math.min(5, Math.floor((severityNumber - 1) / 4))] ?? null) : logLevelOf(severityText);

type Payload = z.output<typeof schema>;
const checkedPayloads = new WeakMap<object, Payload>();

/** Checks a payload once, though events and lines are both read from it. @throws {InvalidPayload} */
const payloadOf = (payload: unknown): Payload => {
  const key = typeof payload === 'object' && payload !== null ? payload : {};
  const known = checkedPayloads.get(key);
  if (known !== undefined) {
    return known;
  }
  const read = checked(schema, payload);
  checkedPayloads.set(key, read);
  return read;
};

/** Every record as a log line. */
const linesOf = (payload: Payload, receivedAt: number): IncomingLogLine[] =>
  (payload.resourceLogs ?? []).flatMap(({ resource, scopeLogs }) => {
    const labels = resourceLabels(resource?.attributes);
    const service = (labels['service_name'] ?? labels['job'] ?? '').slice(0, 200);
    return (scopeLogs ?? []).flatMap(({ scope, logRecords }) => {
      const shared = scope?.name ? { ...labels, logger: scope.name } : labels;
      return (logRecords ?? []).map((it): IncomingLogLine => ({
        at: timeOf(it, receivedAt),
        service,
        level: levelOf(it),
        message: textOf({ value: it.body }) || (it.eventName ?? ''),
        labels: it.attributes && it.attributes.length > 0 ? addLabels(it.attributes, { ...shared }) : shared,
        traceId: it.traceId ?? '',
      }));
    });
  });

/** Of one request, an event for each alert: that of its first record, as severe as the worst. */
const collected = (events: Iterable<IncomingEvent>): IncomingEvent[] => {
  const byIdentity = new Map<string, IncomingEvent>();
  for (const event of events) {
    const key = JSON.stringify(event.identity);
    const first = byIdentity.get(key);
    byIdentity.set(
      key,
      first ? { ...first, severity: event.severity === 'critical' ? 'critical' : first.severity } : event
    );
  }
  return [...byIdentity.values()];
};

function* eventsOf(payload: Payload, receivedAt: number): Generator<IncomingEvent> {
  for (const { resource, scopeLogs } of payload.resourceLogs ?? []) {
    const labels = resourceLabels(resource?.attributes);
    for (const { scope, logRecords } of scopeLogs ?? []) {
      for (const it of logRecords ?? []) {
        const severity = severityOf(it);
        if (severity !== null) {
          yield toEvent(it, severity, labels, scope?.name ?? '', receivedAt);
        }
      }
    }
  }
}

/**
 * Logs by OTLP/HTTP, protobuf or JSON: every record is stored as a log line; those of severity ERROR and worse become alerts besides, one
 * for each exception, event or text without its numbers of a service. An alert ends 15 minutes after its last record.
 */
export const otlpLogs: Sender = {
  name: 'otlp-logs',
  title: 'OpenTelemetry logs (OTLP)',
  paths: ['/v1/logs'],
  schema,
  maxBytes,
  words: {
    severities: { FATAL: 'critical', ERROR: 'high' },
    statuses: {},
    identity: ['job, service.name, scope', 'event name, exception.type or the text without its numbers'],
    links: [],
  },
  read: ({ body, headers }) => (otlpTypeOf(headers) === protobufType ? readOtlpLogs(body) : readJson(body)),
  parse: (payload, receivedAt) => collected(eventsOf(payloadOf(payload), receivedAt)),
  lines: (payload, receivedAt) => linesOf(payloadOf(payload), receivedAt),
  // Both forms of an empty ExportLogsServiceResponse.
  answer: (_payload, _events, { headers }) =>
    otlpTypeOf(headers) === jsonType
      ? { status: 200, body: {} }
      : { status: 200, binary: { type: protobufType, bytes: Buffer.alloc(0) } },
};
