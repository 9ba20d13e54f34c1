import type { Link } from '@watchroom/contract';
import { z } from 'zod';
import { alertmanagerEvent, alertmanagerFields, timeOrNull } from './alertmanager-alert.js';
import { checked } from './checked.js';
import type { Sender } from './sender.js';

const url = z.string().max(65_536).nullish();

/** The webhook of Grafana's contact points, version 1 (its documentation: "Webhook notifier"): Alertmanager's alerts and more links. */
const webhook = z.looseObject({
  version: z.literal('1', { error: 'expected "1", the one version of the Grafana webhook that Watchroom knows' }),
  externalURL: url,
  alerts: z
    .array(
      z.looseObject({
        ...alertmanagerFields,
        status: z.enum(['firing', 'resolved'], { error: 'expected firing or resolved' }),
        dashboardURL: url,
        panelURL: url,
        silenceURL: url,
      })
    )
    .max(10_000),
});

const link = (title: string, address: string | null | undefined): Link[] =>
  address && /^https?:\/\//i.test(address) ? [{ title, url: address }] : [];

/** Grafana by a webhook contact point. An alert holds until Grafana says that it has resolved. */
export const grafanaWebhook: Sender = {
  name: 'grafana',
  paths: [],
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
        links: [
          ...event.links,
          ...link('Panel', alert.panelURL),
          ...link('Dashboard', alert.dashboardURL),
          ...link('Rule in Grafana', alert.generatorURL),
          ...link('Silence in Grafana', alert.silenceURL),
        ],
      };
    });
  },
};
