import { z } from 'zod';
import { checked } from './checked.js';
import {
  epochOrNull,
  labelsOf,
  labelsOfTags,
  optionalCount,
  optionalText,
  optionalWord,
  senderCountOf,
  timeOrNull,
  webLink,
  wordOrNumber,
} from './payload-fields.js';
import { InvalidPayload, type IncomingEvent, type Sender } from './sender.js';
import { severityFromWord } from './severity.js';
import { hmacSha256 } from './signatures.js';

/** Sentry's webhooks (its documentation: Integration Platform, Webhooks), and the older webhook plugin of a project. */
const project = z
  .union([wordOrNumber, z.looseObject({ id: optionalWord, slug: optionalWord, name: optionalWord })])
  .nullish();
const tags = z
  .array(z.union([z.tuple([wordOrNumber, optionalWord]), z.looseObject({ key: wordOrNumber, value: optionalWord })]))
  .max(500)
  .nullish();

const issue = z.looseObject({
  id: wordOrNumber,
  shortId: optionalWord,
  title: optionalText,
  culprit: optionalText,
  level: optionalWord,
  priority: optionalWord,
  status: optionalWord,
  platform: optionalWord,
  project,
  permalink: optionalText,
  web_url: optionalText,
  firstSeen: optionalText,
  count: optionalCount,
});
const event = z.looseObject({
  event_id: optionalWord,
  issue_id: optionalWord,
  title: optionalText,
  message: optionalText,
  culprit: optionalText,
  level: optionalWord,
  environment: optionalWord,
  release: optionalText,
  platform: optionalWord,
  project,
  web_url: optionalText,
  datetime: optionalText,
  timestamp: z.union([z.number(), z.string()]).nullish(),
  tags,
});
const metricAlert = z.looseObject({
  id: wordOrNumber,
  identifier: optionalWord,
  title: optionalText,
  organization_slug: optionalWord,
  projects: z.array(wordOrNumber).max(1000).nullish(),
  date_started: optionalText,
  date_closed: optionalText,
  alert_rule: z
    .looseObject({ id: optionalWord, name: optionalText, environment: optionalWord, query: optionalText })
    .nullish(),
});
const hook = z.looseObject({
  action: z.string().max(100),
  data: z.looseObject({
    issue: issue.optional(),
    event: event.optional(),
    error: event.optional(),
    triggered_rule: optionalText,
    metric_alert: metricAlert.optional(),
    description_title: optionalText,
    description_text: optionalText,
    web_url: optionalText,
  }),
});
const legacy = z.looseObject({
  id: wordOrNumber,
  project: optionalWord,
  project_slug: optionalWord,
  project_name: optionalText,
  culprit: optionalText,
  level: optionalWord,
  message: optionalText,
  url: optionalText,
  triggering_rules: z.array(z.string().max(1024)).max(100).nullish(),
  event: event.optional(),
});
const payloadSchema = z.union([hook, legacy]);
type SentryEvent = z.output<typeof event>;

const severities = {
  fatal: 'critical',
  error: 'high',
  warning: 'warning',
  info: 'info',
  debug: 'info',
  critical: 'critical',
  medium: 'warning',
} as const;
const issueStatuses = {
  created: 'firing',
  unresolved: 'firing',
  assigned: 'firing',
  ignored: 'firing',
  archived: 'firing',
  resolved: 'resolved',
} as const;

const slugOf = (from: z.output<typeof project>): string =>
  typeof from === 'object' && from !== null ? (from.slug ?? from.name ?? from.id ?? '') : (from ?? '');

const tagLabels = (list: z.output<typeof tags>): Record<string, string> =>
  labelsOfTags(
    (list ?? []).map((tag) => (Array.isArray(tag) ? `${tag[0]}:${tag[1] ?? ''}` : `${tag.key}:${tag.value ?? ''}`))
  );

const firstLine = (text: string): string => (text.split('\n', 1)[0] ?? '').slice(0, 500);

const blank = { description: '', annotations: {}, endsAt: null } as const;

/** Issues and events of them are one alert: the issue. */
const ofIssue = (it: z.output<typeof issue>, action: string, receivedAt: number): IncomingEvent => {
  const resolved = action === 'resolved' || (action !== 'unresolved' && it.status === 'resolved');
  return {
    ...blank,
    identity: ['issue', it.id],
    name: firstLine(it.title ?? '') || (it.shortId ?? `Issue ${it.id}`),
    status: resolved ? 'resolved' : 'firing',
    severity: severityFromWord(it.level ?? it.priority),
    summary: it.culprit ?? '',
    labels: labelsOf({
      project: slugOf(it.project),
      level: it.level,
      platform: it.platform,
      issue: it.shortId,
      service: slugOf(it.project),
    }),
    annotations: labelsOf({ culprit: it.culprit, priority: it.priority }),
    links: webLink('Issue in Sentry', it.web_url ?? it.permalink),
    startsAt: timeOrNull(it.firstSeen) ?? receivedAt,
    endsAt: resolved ? receivedAt : null,
    ...senderCountOf(it.count),
    ...((action === 'archived' || action === 'ignored') &&
      !resolved && { triage: { action: 'acknowledge', by: 'sentry' } as const }),
  };
};

const ofEvent = (
  it: SentryEvent,
  rule: string,
  issueId: string | null,
  fallbackProject: string,
  receivedAt: number
): IncomingEvent => {
  const name = firstLine(it.title ?? it.message ?? '') || rule;
  const project = fallbackProject || slugOf(it.project);
  return {
    ...blank,
    identity: issueId ? ['issue', issueId] : ['event', project, name],
    name: name || 'Sentry event',
    status: 'firing',
    severity: severityFromWord(it.level),
    summary: it.culprit ?? '',
    description: it.message ?? '',
    labels: {
      ...tagLabels(it.tags),
      ...labelsOf({ project, service: project, environment: it.environment, level: it.level, platform: it.platform }),
    },
    annotations: labelsOf({ rule, culprit: it.culprit, release: it.release }),
    links: webLink('Event in Sentry', it.web_url),
    startsAt: timeOrNull(it.datetime) ?? epochOrNull(it.timestamp) ?? receivedAt,
  };
};

const ofMetricAlert = (
  it: z.output<typeof metricAlert>,
  action: string,
  data: z.output<typeof hook>['data'],
  receivedAt: number
): IncomingEvent => {
  const rule = it.alert_rule;
  const startsAt = timeOrNull(it.date_started) ?? receivedAt;
  const resolved = action === 'resolved';
  return {
    ...blank,
    identity: ['metric_alert', rule?.id ?? it.id],
    name: rule?.name || it.title || (data.description_title ?? '') || `Metric alert ${it.id}`,
    status: resolved ? 'resolved' : 'firing',
    severity: resolved ? 'unknown' : severityFromWord(action),
    summary: data.description_title ?? '',
    description: data.description_text ?? '',
    labels: labelsOf({
      organization: it.organization_slug,
      project: (it.projects ?? []).join(','),
      environment: rule?.environment,
    }),
    annotations: labelsOf({ query: rule?.query }),
    links: webLink('Alert in Sentry', data.web_url),
    startsAt,
    endsAt: resolved ? (timeOrNull(it.date_closed) ?? receivedAt) : null,
  };
};

const ofLegacy = (payload: z.output<typeof legacy>, receivedAt: number): IncomingEvent => {
  const { event: inner = {}, level, message, culprit, url } = payload;
  const rule = (payload.triggering_rules ?? []).join(', ');
  const merged = {
    ...inner,
    level: inner.level ?? level,
    message: message ?? inner.message,
    culprit: inner.culprit ?? culprit,
    web_url: inner.web_url ?? url,
  };
  return ofEvent(merged, rule, payload.id, payload.project_slug ?? payload.project ?? '', receivedAt);
};

/** Hooks of a Sentry app that tell of no alert: its own installation, comments and the like. */
const isOther = (data: z.output<typeof hook>['data']): boolean =>
  'installation' in data || 'comment' in data || 'comment_id' in data;

/**
 * Sentry by an internal integration (issue, event alert, metric alert) or by a project's older webhook plugin. An issue is one alert,
 * whoever tells of it; archived there is acknowledged here. Event alerts hold until the issue is resolved in Sentry.
 */
export const sentry: Sender = {
  name: 'sentry',
  title: 'Sentry',
  paths: [],
  schema: payloadSchema,
  signature: hmacSha256('Sentry-Hook-Signature'),
  words: {
    severities,
    statuses: { ...issueStatuses, triggered: 'firing', critical: 'firing', warning: 'firing' },
    identity: ['data.issue.id or data.event.issue_id', 'data.metric_alert.alert_rule.id'],
    links: ['data.issue.web_url', 'data.event.web_url', 'data.web_url', 'url'],
  },
  parse: (payload, receivedAt) => {
    if (typeof payload !== 'object' || payload === null || !('data' in payload)) {
      return [ofLegacy(checked(legacy, payload), receivedAt)];
    }
    const { action, data } = checked(hook, payload);
    if (data.metric_alert) {
      return [ofMetricAlert(data.metric_alert, action, data, receivedAt)];
    }
    if (data.issue) {
      return [ofIssue(data.issue, action, receivedAt)];
    }
    const event = data.event ?? data.error;
    if (event) {
      return [ofEvent(event, data.triggered_rule ?? '', event.issue_id ?? null, '', receivedAt)];
    }
    if (isOther(data)) {
      return [];
    }
    throw new InvalidPayload([{ field: 'data', message: 'expected one of issue, event, error, metric_alert in it' }]);
  },
};
