import { z } from 'zod';
import type { RouteSpec } from './routes.js';

/** Alerts as Alertmanager's API v2 says them (its OpenAPI document: `gettableAlert`, `alertGroup`), for amtool, karma and others. */
const time = z.iso.datetime({ offset: true });
const labelSet = z.record(z.string(), z.string());
const receiver = z.object({ name: z.string() });

export const alertmanagerAlert = z
  .object({
    fingerprint: z.string(),
    labels: labelSet,
    annotations: labelSet,
    receivers: z.array(receiver),
    startsAt: time,
    updatedAt: time,
    endsAt: time,
    generatorURL: z.string().optional(),
    status: z.object({
      state: z.enum(['unprocessed', 'active', 'suppressed']),
      silencedBy: z.array(z.string()),
      inhibitedBy: z.array(z.string()),
      /** Maintenance windows, flapping and snoozes: what is neither a silence nor an inhibition. */
      mutedBy: z.array(z.string()),
    }),
  })
  .meta({ id: 'AlertmanagerAlert' });
export type AlertmanagerAlert = z.output<typeof alertmanagerAlert>;

export const alertmanagerGroup = z
  .object({ labels: labelSet, receiver, alerts: z.array(alertmanagerAlert) })
  .meta({ id: 'AlertmanagerGroup' });
export type AlertmanagerGroup = z.output<typeof alertmanagerGroup>;

const shown = z.stringbool().default(true);
export const alertmanagerAlertQuery = z.object({
  active: shown,
  silenced: shown,
  inhibited: shown,
  /** Newer clients ask for it; older ones mean it by `silenced`. */
  muted: shown,
  unprocessed: shown,
  filter: z.union([z.string().max(2000), z.array(z.string().max(2000)).max(20)]).optional(),
  receiver: z.string().max(500).optional(),
});
export type AlertmanagerAlertQuery = z.output<typeof alertmanagerAlertQuery>;

export const alertmanagerStatus = z
  .object({
    cluster: z.object({ status: z.enum(['ready', 'settling', 'disabled']), peers: z.array(z.never()) }),
    versionInfo: z.object({
      version: z.string(),
      revision: z.string(),
      branch: z.string(),
      buildUser: z.string(),
      buildDate: z.string(),
      goVersion: z.string(),
    }),
    config: z.object({ original: z.string() }),
    uptime: time,
  })
  .meta({ id: 'AlertmanagerStatus' });

export const alertmanagerRoutes = {
  alertmanagerAlerts: {
    method: 'GET',
    path: '/api/v2/alerts',
    summary: "Firing alerts as Alertmanager's API v2 says them, for amtool and karma",
    role: 'Viewer',
    query: alertmanagerAlertQuery,
    response: z.array(alertmanagerAlert),
  },
  alertmanagerGroups: {
    method: 'GET',
    path: '/api/v2/alerts/groups',
    summary: "The same by incident, as Alertmanager's API v2 says groups",
    role: 'Viewer',
    query: alertmanagerAlertQuery.omit({ unprocessed: true }),
    response: z.array(alertmanagerGroup),
  },
  alertmanagerStatus: {
    method: 'GET',
    path: '/api/v2/status',
    summary: "Version and start, as Alertmanager's API v2 says them; clients ask for it first",
    role: 'Viewer',
    response: alertmanagerStatus,
  },
  alertmanagerReceivers: {
    method: 'GET',
    path: '/api/v2/receivers',
    summary: "The one receiver that Alertmanager's API v2 is told of",
    role: 'Viewer',
    response: z.array(receiver),
  },
} as const satisfies Record<string, RouteSpec>;
