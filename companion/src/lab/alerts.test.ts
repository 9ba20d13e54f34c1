import { describe, expect, it } from 'vitest';
import { alertmanagerWebhook } from '../intake/alertmanager-webhook.js';
import { createAlertRules } from './alert-rules.js';
import type { Fault, FaultKind } from './faults.js';
import { createShopModel } from './shop-model.js';
import { createWebhookGroups, type WebhookPayload } from './webhook-payloads.js';

const labels = { cluster: 'lab', namespace: 'shop' };
const start = Date.UTC(2026, 10, 23, 5);
const lasts = 300_000;

/** What the shop's Alertmanager would send around a fault, by time. */
const play = (kind: FaultKind | null, service = '', fails: (at: number) => boolean = () => false) => {
  const model = createShopModel({ seed: 5, ...labels });
  const rules = createAlertRules(labels);
  const groups = createWebhookGroups();
  const fault: Fault | null = kind && { id: 'f', kind, service, startsAt: start, endsAt: start + lasts, change: null };
  const sent: Array<{ at: number; payload: WebhookPayload }> = [];
  for (let at = start - 60_000; at < start + lasts + 60_000; at += 5000) {
    const active = fault && at >= start && at < fault.endsAt ? fault : null;
    for (const { payload, delivered } of groups.due(at, rules.evaluate(at, model.stateAt(at, active).values()))) {
      if (!fails(at)) {
        delivered();
        sent.push({ at, payload });
      }
    }
  }
  return sent;
};

const alertsOf = (sent: ReturnType<typeof play>) =>
  sent.flatMap(({ at, payload }) => payload.alerts.map((alert) => ({ at, ...alert })));

describe("the shop's alerts", () => {
  it.each([
    ['bad-deploy', 'catalogue', 'ShopHighErrorRatio'],
    ['memory-leak', 'cart', 'ShopMemoryNearLimit'],
    ['dependency-down', 'database', 'ShopTargetDown'],
  ] as const)('%s at %s raises %s there, and resolves with the fault', (kind, service, name) => {
    const alerts = alertsOf(play(kind, service)).filter(
      ({ labels: { alertname, service: where } }) => alertname === name && where === service
    );
    expect(alerts[0]).toMatchObject({ status: 'firing', endsAt: '0001-01-01T00:00:00Z' });
    const last = alerts.at(-1);
    expect(last?.status).toBe('resolved');
    expect(Date.parse(last?.endsAt ?? '')).toBeGreaterThan(Date.parse(last?.startsAt ?? ''));
  });

  it('fires within 40 s of a bad deploy, at callers too', () => {
    const alerts = alertsOf(play('bad-deploy', 'catalogue'));
    expect(Math.min(...alerts.map(({ at }) => at))).toBeLessThanOrEqual(start + 28_000);
    expect(new Set(alerts.map(({ labels: { service } }) => service))).toContain('frontend');
  });

  it('repeats once a minute while it fires', () => {
    const times = play('dependency-down', 'payment')
      .filter(({ payload }) => payload.groupLabels['alertname'] === 'ShopTargetDown')
      .map(({ at }) => at);
    expect(times).toHaveLength(6);
    expect((times[2] ?? 0) - (times[1] ?? 0)).toBe(60_000);
  });

  it('is silent for a week without faults', () => {
    const model = createShopModel({ seed: 5, ...labels });
    const rules = createAlertRules(labels);
    for (let at = start - 7 * 86_400_000; at < start; at += 600_000) {
      for (const moment of [at, at + 5000, at + 10_000]) {
        expect(rules.evaluate(moment, model.stateAt(moment, null).values())).toEqual([]);
      }
    }
  });

  it('is valid for the intake, and says what its alerts have in common', () => {
    const sent = play('bad-deploy', 'catalogue');
    for (const { at, payload } of sent) {
      const events = alertmanagerWebhook.parse(JSON.parse(JSON.stringify(payload)), at);
      expect(events).toHaveLength(payload.alerts.length);
      expect(events.every(({ labels: { namespace } }) => namespace === 'shop')).toBe(true);
      expect(payload.commonLabels).toMatchObject({ ...labels, alertname: payload.groupLabels['alertname'] });
    }
  });

  it('loses no change when the companion is away: it comes with the next delivery', () => {
    const away = (at: number): boolean => at >= start + lasts - 20_000 && at < start + lasts + 30_000;
    const last = new Map(
      alertsOf(play('dependency-down', 'database', away)).map((alert) => [alert.fingerprint, alert.status])
    );
    expect(new Set(last.values())).toEqual(new Set(['resolved']));
  });
});
