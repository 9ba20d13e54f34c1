import type { Severity } from '@watchroom/contract';
import type { IncomingEvent } from '../intake/sender.js';
import type { BurstChange } from './error-bursts.js';
import type { NewTemplate } from './log-intake.js';

/** An alert of a new kind of line ends by itself. */
const holdMs = 60 * 60_000;

const severityOf = (level: string): Severity =>
  level === 'critical' ? 'critical' : level === 'error' ? 'high' : level === 'warning' ? 'warning' : 'info';

/** The event of a template seen for the first time ever. */
export const newTemplateEvent = ({ id, template, line }: NewTemplate, now: number): IncomingEvent => ({
  identity: ['new-log-template', id],
  name: 'New kind of log line',
  status: 'firing',
  severity: severityOf(line.level),
  summary: `${line.service || 'A service'} logs what was never seen before: ${template}`.slice(0, 1000),
  description: line.message.slice(0, 10_000),
  labels: { alertname: 'New kind of log line', service: line.service, level: line.level, log_template: id },
  annotations: {},
  links: [],
  startsAt: line.at,
  endsAt: now + holdMs,
});

/** The event of a burst of errors that began or ended. */
export const burstEvent = ({ service, kind, at, errors, usual }: BurstChange): IncomingEvent => ({
  identity: ['log-error-burst', service],
  name: 'Burst of errors in logs',
  status: kind === 'began' ? 'firing' : 'resolved',
  severity: 'high',
  summary: `${service || 'Lines without a service'}: ${errors} error lines in a minute, usual are ${usual.toFixed(1)}`,
  description: 'Error lines a minute are more than six standard deviations above their usual rate',
  labels: { alertname: 'Burst of errors in logs', service },
  annotations: {},
  links: [],
  startsAt: at,
  endsAt: kind === 'began' ? null : at,
});
