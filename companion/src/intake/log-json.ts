import { z } from 'zod';
import { logLevelOf, type IncomingLogLine } from '../logs/log-line.js';
import { InvalidPayload } from './sender.js';
import { serviceOf } from './service-name.js';

const maxErrors = 20;
const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const text = scalar.nullish();

/** The names under which loggers write what a line has, most usual first; the rest are labels. */
const names = {
  message: ['message', 'msg', 'log', 'MESSAGE', 'body', 'text', 'line'],
  at: ['timestamp', 'time', '@timestamp', 'ts', 't', '__REALTIME_TIMESTAMP'],
  level: ['level', 'severity', 'lvl', 'PRIORITY', 'severity_text'],
  traceId: ['trace_id', 'traceId', 'trace'],
} as const;
const taken = new Set<string>(Object.values(names).flat());

const field = (record: Record<string, unknown>, of: readonly string[]): string => {
  for (const name of of) {
    const value = text.safeParse(record[name]);
    if (value.success && value.data !== null && value.data !== undefined && value.data !== '') {
      return value.data;
    }
  }
  return '';
};

/** Epoch in seconds, ms, us or ns by its size, or ISO 8601; NaN where it is neither. */
export const logTimeOf = (value: string): number => {
  if (/^\d{9,20}(?:\.\d{1,9})?$/.test(value)) {
    const number = Number(value);
    const seconds = number < 1e11 ? number : number < 1e14 ? number / 1e3 : number < 1e17 ? number / 1e6 : number / 1e9;
    return seconds * 1000;
  }
  return value === '' ? NaN : Date.parse(value);
};

const lineOf = (record: Record<string, unknown>): IncomingLogLine => {
  const labels: Record<string, string> = {};
  for (const [name, value] of Object.entries(record)) {
    const label = taken.has(name) ? null : scalar.safeParse(value);
    if (label?.success === true && label.data !== '' && name !== '__proto__') {
      labels[name.slice(0, 200)] = label.data;
    }
  }
  const service =
    serviceOf(labels) ??
    labels['SYSLOG_IDENTIFIER'] ??
    labels['_SYSTEMD_UNIT'] ??
    labels['logger'] ??
    labels['host'] ??
    '';
  return {
    at: logTimeOf(field(record, names.at)),
    service: service.slice(0, 200),
    level: logLevelOf(field(record, names.level)),
    message: field(record, names.message),
    labels,
    traceId: field(record, names.traceId).slice(0, 100),
  };
};

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads JSON lines: one object a line with the message as `message` (or `msg`, `log`, `MESSAGE`, ...), and where known `timestamp`,
 * `level`, `service`, `trace_id`; other fields are labels. journald's JSON is such a format. A line that is no JSON is refused.
 *
 * @throws {InvalidPayload} naming the lines.
 */
export const readJsonLines = (body: Buffer): IncomingLogLine[] => {
  let whole: string;
  try {
    whole = utf8.decode(body);
  } catch {
    throw new InvalidPayload([{ field: 'body', message: 'is not valid UTF-8' }]);
  }
  const lines: IncomingLogLine[] = [];
  const errors: Array<{ field: string; message: string }> = [];
  for (const [index, row] of whole.split('\n').entries()) {
    if (row.trim() === '') {
      continue;
    }
    try {
      const record: unknown = JSON.parse(row);
      if (typeof record !== 'object' || record === null || Array.isArray(record)) {
        throw new TypeError('is no object');
      }
      const line = lineOf(record as Record<string, unknown>);
      if (line.message === '') {
        throw new TypeError('has no message: expected message, msg or log');
      }
      lines.push(line);
    } catch (error) {
      const message = error instanceof TypeError ? error.message : 'is not JSON: expected one object a line';
      errors.push({ field: `line ${index + 1}`, message });
      if (errors.length === maxErrors) {
        break;
      }
    }
  }
  if (errors.length > 0) {
    throw new InvalidPayload(errors);
  }
  return lines;
};
