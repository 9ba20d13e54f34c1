import { alerta } from './alerta.js';
import { alertmanagerApi } from './alertmanager-api.js';
import { alertmanagerWebhook } from './alertmanager-webhook.js';
import { cloudevents } from './cloudevents.js';
import { cloudwatch } from './cloudwatch.js';
import { datadog } from './datadog.js';
import { grafanaWebhook } from './grafana-webhook.js';
import { otlpLogs } from './otlp-logs.js';
import { pagerduty } from './pagerduty.js';
import type { Sender } from './sender.js';
import { sentry } from './sentry.js';
import { zabbix } from './zabbix.js';

/** Every sender that Watchroom understands by itself; those of YAML mappings come beside them. */
export const senders: readonly Sender[] = [
  alertmanagerWebhook,
  alertmanagerApi,
  grafanaWebhook,
  sentry,
  pagerduty,
  alerta,
  cloudwatch,
  datadog,
  zabbix,
  cloudevents,
  otlpLogs,
];
