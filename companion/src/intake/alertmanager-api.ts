import { z } from 'zod';
import { alertmanagerEvent, alertmanagerFields, alertmanagerWords } from './alertmanager-alert.js';
import { checked } from './checked.js';
import { timeOrNull } from './payload-fields.js';
import type { Sender } from './sender.js';

/** Alertmanager's `POST /api/v2/alerts` (its OpenAPI document: `postableAlerts`). */
const postableAlerts = z.array(z.looseObject(alertmanagerFields)).max(10_000);

/** How long an alert without `endsAt` holds: Alertmanager's default `resolve_timeout`. */
const resolveTimeoutMs = 5 * 60_000;

/**
 * Prometheus, with Watchroom in the place of its Alertmanager. It sends firing alerts again every minute or so, each time with an
 * `endsAt` some minutes ahead: past that without another word they are over. An `endsAt` that has passed says resolved.
 */
export const alertmanagerApi: Sender = {
  name: 'prometheus',
  title: 'Prometheus (Alertmanager API v2)',
  paths: ['/api/v2/alerts'],
  schema: postableAlerts,
  words: alertmanagerWords,
  parse: (payload, receivedAt) =>
    checked(postableAlerts, payload).map((alert) => {
      const endsAt = timeOrNull(alert.endsAt);
      const startsAt = timeOrNull(alert.startsAt) ?? Math.min(receivedAt, endsAt ?? receivedAt);
      return endsAt !== null && endsAt <= receivedAt
        ? alertmanagerEvent(alert, { status: 'resolved', startsAt, endsAt })
        : alertmanagerEvent(alert, { status: 'firing', startsAt, endsAt: endsAt ?? receivedAt + resolveTimeoutMs });
    }),
};
