import { t0 } from './builders.js';

/** Payloads written after the published formats of Alertmanager 0.34 (webhook version 4; API v2) and Prometheus 3. */

export const iso = (seconds: number): string => new Date(t0 + seconds * 1000).toISOString();
const zeroTime = '0001-01-01T00:00:00Z';

export interface FixtureAlert {
  status?: 'firing' | 'resolved';
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  startsAt?: string;
  endsAt?: string;
}

export const cartLabels = {
  alertname: 'HighErrorRate',
  cluster: 'eu-1',
  instance: '10.0.4.17:9102',
  job: 'shop/cart',
  namespace: 'shop',
  service: 'cart',
  severity: 'warning',
};

/** Alertmanager's webhook with one or more alerts. */
export const webhook = (...alerts: FixtureAlert[]): Record<string, unknown> => ({
  version: '4',
  groupKey: '{}:{alertname="HighErrorRate"}',
  truncatedAlerts: 0,
  status: alerts.some(({ status }) => status !== 'resolved') ? 'firing' : 'resolved',
  receiver: 'watchroom',
  groupLabels: { alertname: 'HighErrorRate' },
  commonLabels: { alertname: 'HighErrorRate' },
  commonAnnotations: {},
  externalURL: 'http://alertmanager.example:9093',
  notification_reason: 'first notification',
  alerts: alerts.map(({ status = 'firing', labels, annotations, startsAt = iso(0), endsAt }) => ({
    status,
    labels: { ...cartLabels, ...labels },
    annotations: annotations ?? {
      summary: 'Cart answers with errors',
      description: '7.2 % of requests fail',
      runbook_url: 'https://runbooks.example/cart',
    },
    startsAt,
    endsAt: endsAt ?? (status === 'resolved' ? iso(300) : zeroTime),
    generatorURL: 'http://prometheus.example:9090/graph?g0.expr=rate%28errors%5B5m%5D%29&g0.tab=1',
    fingerprint: 'c1a8c2d4f0b7e913',
  })),
});

/** What Prometheus posts to `/api/v2/alerts`. */
export const posted = (...alerts: FixtureAlert[]): Array<Record<string, unknown>> =>
  alerts.map(({ labels, annotations, startsAt = iso(0), endsAt = iso(240) }) => ({
    labels: { ...cartLabels, ...labels },
    annotations: annotations ?? { summary: 'Cart answers with errors' },
    startsAt,
    endsAt,
    generatorURL: 'http://prometheus.example:9090/graph?g0.expr=up&g0.tab=1',
  }));
