import { z } from 'zod';
import {
  alertmanagerEvent,
  alertmanagerFields,
  alertmanagerWords,
  truncatedAlerts,
  truncatedOf,
} from './alertmanager-alert.js';
import { checked } from './checked.js';
import { optionalText, timeOrNull, webLink } from './payload-fields.js';
import type { Sender } from './sender.js';
import { hmacSha256 } from './signatures.js';

/** The webhook of Grafana's contact points, version 1 (its documentation: "Webhook notifier"): Alertmanager's alerts and more links. */
const webhook = z.looseObject({
  version: z.literal('1', { error: 'expected "1", the one version of the Grafana webhook that Watchroom knows' }),
  externalURL: optionalText,
  truncatedAlerts,
  alerts: z
    .array(
      z.looseObject({
        ...alertmanagerFields,
        status: z.enum(['firing', 'resolved'], { error: 'expected firing or resolved' }),
        dashboardURL: optionalText,
        panelURL: optionalText,
        silenceURL: optionalText,
        imageURL: optionalText,
        /** What the rule's expressions gave, by their names. */
        values: z.record(z.string().max(200), z.number().nullable()).nullish(),
      })
    )
    .max(10_000),
});

/** `B=94.2, C=1`. */
const shownValues = (values: Readonly<Record<string, number | null>> | null | undefined): Record<string, string> => {
  const shown = Object.entries(values ?? {})
    .slice(0, 50)
    .map(([name, value]) => `${name}=${value ?? 'NaN'}`)
    .join(', ');
  return shown === '' ? {} : { values: shown };
};

/** Grafana by a webhook contact point. An alert holds until Grafana says that it has resolved. */
export const grafanaWebhook: Sender = {
  name: 'grafana',
  title: 'Grafana alerting (webhook contact point)',
  paths: [],
  schema: webhook,
  signature: hmacSha256('X-Grafana-Alerting-Signature'),
  words: {
    ...alertmanagerWords,
    links: ['panelURL', 'dashboardURL', 'generatorURL', 'silenceURL', 'imageURL', 'annotations.runbook_url'],
  },
  truncated: truncatedOf,
  parse: (payload, receivedAt) => {
    const { alerts } = checked(webhook, payload);
    return alerts.map((alert) => {
      const event = alertmanagerEvent(
        { ...alert, generatorURL: null },
        {
          status: alert.status,
          startsAt: timeOrNull(alert.startsAt) ?? receivedAt,
          endsAt: alert.status === 'resolved' ? (timeOrNull(alert.endsAt) ?? receivedAt) : null,
        }
      );
      return {
        ...event,
        annotations: { ...event.annotations, ...shownValues(alert.values) },
        links: [
          ...event.links,
          ...webLink('Panel', alert.panelURL),
          ...webLink('Dashboard', alert.dashboardURL),
          ...webLink('Rule in Grafana', alert.generatorURL),
          ...webLink('Silence in Grafana', alert.silenceURL),
          ...webLink('Picture', alert.imageURL),
        ],
      };
    });
  },
};
