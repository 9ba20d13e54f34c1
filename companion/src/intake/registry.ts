import { alertmanagerApi } from './alertmanager-api.js';
import { alertmanagerWebhook } from './alertmanager-webhook.js';
import { grafanaWebhook } from './grafana-webhook.js';
import type { Sender } from './sender.js';

/** Every sender that Watchroom understands. */
export const senders: readonly Sender[] = [alertmanagerWebhook, alertmanagerApi, grafanaWebhook];
