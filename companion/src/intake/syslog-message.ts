import { logLevelOf, saneTime, type IncomingLogLine } from '../logs/log-line.js';

const priority = /^<(\d{1,3})>/;
/** RFC 5424: version, time, host, application, process, message id, structured data, message. */
const modern = /^1 (\S{1,64}) (\S{1,255}) (\S{1,128}) (\S{1,128}) (\S{1,64}) /;
/** RFC 3164: `Nov  3 05:00:01 host tag[pid]: message`; some write an ISO time. */
const old = /^([A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2}|\d{4}-\d{2}-\d{2}T\S{1,40}) (\S{1,255}) /;
const tag = /^([^\s:[\]]{1,128})(?:\[([^\]\s]{1,64})\])?: ?/;
const parameter = / ([^\s="\]]{1,64})="((?:[^"\\\]]|\\.){0,4000})"/g;

const isSet = (value: string | undefined): value is string => value !== undefined && value !== '' && value !== '-';

/** Where the structured data at the front of a text ends; 0 where there is none. */
const structuredEnd = (text: string): number => {
  if (text.startsWith('-')) {
    return 1;
  }
  let at = 0;
  while (text.charAt(at) === '[') {
    let quoted = false;
    for (at += 1; at < text.length; at += 1) {
      const char = text.charAt(at);
      if (quoted && char === '\\') {
        at += 1;
      } else if (char === '"') {
        quoted = !quoted;
      } else if (!quoted && char === ']') {
        break;
      }
    }
    at += 1;
  }
  return at;
};

/** A time without a year is the last such one before a day from now. */
const oldTime = (text: string, receivedAt: number): number => {
  if (/^\d{4}-/.test(text)) {
    return Date.parse(text);
  }
  const year = new Date(receivedAt).getUTCFullYear();
  const at = Date.parse(`${text.replace(/ +/g, ' ')} ${year} UTC`);
  return at > receivedAt + 86_400_000 ? Date.parse(`${text.replace(/ +/g, ' ')} ${year - 1} UTC`) : at;
};

/**
 * Reads one syslog message, RFC 5424 or 3164; what is neither is a line of its own, so that nothing is lost. The application is the
 * service. Times without a zone are taken as UTC.
 */
export const readSyslog = (text: string, receivedAt: number): IncomingLogLine => {
  const pri = priority.exec(text);
  const rest = pri === null ? text : text.slice(pri[0].length);
  const level = pri === null ? null : logLevelOf(Number(pri[1]) % 8);
  const labels: Record<string, string> = {};
  const line = (at: number, service: string, message: string): IncomingLogLine => ({
    at: saneTime(at, receivedAt),
    service: service.slice(0, 200),
    level,
    message: message.startsWith('\ufeff') ? message.slice(1) : message,
    labels,
    traceId: '',
  });
  const head = modern.exec(rest);
  if (head !== null) {
    const [whole, time = '', host, application, process, messageId] = head;
    const after = rest.slice(whole.length);
    const end = structuredEnd(after);
    for (const [, name = '', value = ''] of after.slice(0, end).matchAll(parameter)) {
      if (name !== '__proto__') {
        labels[name] = value.replace(/\\(["\\\]])/g, '$1');
      }
    }
    for (const [name, value] of Object.entries({ host, pid: process, msgid: messageId })) {
      if (isSet(value)) {
        labels[name] = value;
      }
    }
    return line(Date.parse(time), isSet(application) ? application : '', after.slice(end).replace(/^ /, ''));
  }
  const before = old.exec(rest);
  if (before !== null) {
    const [whole, time = '', host = ''] = before;
    labels['host'] = host;
    const after = rest.slice(whole.length);
    const named = tag.exec(after);
    if (isSet(named?.[2])) {
      labels['pid'] = named[2];
    }
    return line(oldTime(time, receivedAt), named?.[1] ?? '', named === null ? after : after.slice(named[0].length));
  }
  return line(NaN, '', rest);
};
