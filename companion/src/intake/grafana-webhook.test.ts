import { describe, expect, it } from 'vitest';
import { grafanaWebhook } from './grafana-webhook.js';
import { senderConformance } from './sender.conformance.js';

const payload = (change: object = {}, alert: object = {}) => ({
  receiver: 'Watchroom',
  status: 'firing',
  orgId: 1,
  alerts: [
    {
      status: 'firing',
      labels: { alertname: 'High CPU', grafana_folder: 'Machines', severity: 'critical', instance: 'web-1' },
      annotations: { summary: 'CPU is above 90 %' },
      startsAt: '2026-11-23T05:00:00Z',
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL: 'http://grafana.example/alerting/grafana/abc/view?orgId=1',
      fingerprint: '57c6d9296de2ad39',
      silenceURL: 'http://grafana.example/alerting/silence/new?alertmanager=grafana',
      dashboardURL: 'http://grafana.example/d/dash?orgId=1',
      panelURL: 'http://grafana.example/d/dash?orgId=1&viewPanel=2',
      values: { B: 94.2, C: 1 },
      valueString: "[ var='B' labels={} value=94.2 ]",
      ...alert,
    },
  ],
  groupLabels: { alertname: 'High CPU' },
  commonLabels: {},
  commonAnnotations: {},
  externalURL: 'http://grafana.example/',
  version: '1',
  groupKey: '{}:{alertname="High CPU"}',
  truncatedAlerts: 0,
  title: '[FIRING:1] High CPU',
  state: 'alerting',
  message: '**Firing**',
  ...change,
});

const receivedAt = Date.parse('2026-11-23T05:00:10Z');

senderConformance(grafanaWebhook, {
  receivedAt,
  payloads: [
    payload(),
    payload({ status: 'resolved', state: 'ok' }, { status: 'resolved', endsAt: '2026-11-23T05:10:00Z' }),
  ],
  invalid: [
    ['another version', payload({ version: '4' }), 'version'],
    ['alerts that are no list', payload({ alerts: 'none' }), 'alerts'],
    ['an alert without a name', payload({}, { labels: {} }), 'alerts[0].labels.alertname'],
    ['a status of its own', payload({}, { status: 'pending' }), 'alerts[0].status'],
    ['a panel address that is a number', payload({}, { panelURL: 7 }), 'alerts[0].panelURL'],
  ],
  sameAlert: [
    payload(),
    payload(
      {},
      {
        labels: { instance: 'web-1', severity: 'critical', grafana_folder: 'Machines', alertname: 'High CPU' },
        annotations: { summary: 'other words' },
      }
    ),
  ],
});

describe('Grafana webhook', () => {
  it('takes name, severity and the links that lead back', () => {
    const [event] = grafanaWebhook.parse(payload(), receivedAt);
    expect(event).toMatchObject({ name: 'High CPU', severity: 'critical', status: 'firing', endsAt: null });
    expect(event?.links.map(({ title }) => title)).toEqual([
      'Panel',
      'Dashboard',
      'Rule in Grafana',
      'Silence in Grafana',
    ]);
  });

  it('leaves out a generator address that leads nowhere', () => {
    const [event] = grafanaWebhook.parse(payload({}, { generatorURL: '?orgId=1', panelURL: '' }), receivedAt);
    expect(event?.links.map(({ title }) => title)).toEqual(['Dashboard', 'Silence in Grafana']);
  });
});
