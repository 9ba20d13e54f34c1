import { z } from 'zod';
import {
  alertmanagerEvent,
  alertmanagerFields,
  alertmanagerWords,
  truncatedAlerts,
  truncatedOf,
} from './alertmanager-alert.js';
import { checked } from './checked.js';
import { optionalText, timeOrNull } from './payload-fields.js';
import type { Sender } from './sender.js';

/** Alertmanager's webhook, version 4 (its documentation: configuration, `webhook_config`). Later versions may add fields. */
const webhook = z.looseObject({
  version: z.literal('4', { error: 'expected "4", the one version of the Alertmanager webhook that Watchroom knows' }),
  externalURL: optionalText,
  truncatedAlerts,
  alerts: z
    .array(
      z.looseObject({
        ...alertmanagerFields,
        status: z.enum(['firing', 'resolved'], { error: 'expected firing or resolved' }),
      })
    )
    .max(10_000),
});

/** Alertmanager by its `webhook_config`. An alert holds until Alertmanager says that it has resolved. */
export const alertmanagerWebhook: Sender = {
  name: 'alertmanager',
  title: 'Alertmanager (webhook version 4)',
  paths: [],
  schema: webhook,
  words: alertmanagerWords,
  truncated: truncatedOf,
  parse: (payload, receivedAt) => {
    const { alerts, externalURL } = checked(webhook, payload);
    return alerts.map((alert) =>
      alertmanagerEvent(alert, {
        status: alert.status,
        startsAt: timeOrNull(alert.startsAt) ?? receivedAt,
        endsAt: alert.status === 'resolved' ? (timeOrNull(alert.endsAt) ?? receivedAt) : null,
        externalURL: externalURL ?? undefined,
      })
    );
  },
};
