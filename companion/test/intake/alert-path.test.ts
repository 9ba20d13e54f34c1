import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ada, openDesk, type DeskKit } from './desk-kit.js';
import { t0 } from './builders.js';
import { iso, posted, webhook } from './fixtures.js';

let desk: DeskKit;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

const accept = async (path: string, body: unknown) => {
  const answer = await desk.post(path, body);
  expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('accepted')]);
  await desk.settled();
};
const toWebhook = (...alerts: Parameters<typeof webhook>) => accept('/intake/alertmanager', webhook(...alerts));
const toApi = (...alerts: Parameters<typeof posted>) => accept('/api/v2/alerts', posted(...alerts));
const only = <T>(items: T[]): T => {
  expect(items).toHaveLength(1);
  return items[0] as T;
};

describe('an alert by the webhook', () => {
  it('appears with its incident, its timeline and its event, and on open pages', async () => {
    await toWebhook({});
    const alert = only(await desk.listed());
    const incident = only(await desk.incidents());
    expect(alert).toMatchObject({
      sender: 'alertmanager',
      name: 'HighErrorRate',
      status: 'firing',
      severity: 'warning',
      triage: 'open',
      service: 'cart',
      eventCount: 1,
      incidentId: incident.id,
      incidentReason: 'First of its kind: no incident with service=cart was open (rule "same service")',
      version: 1,
    });
    expect(incident).toMatchObject({
      title: 'HighErrorRate on cart',
      status: 'firing',
      severity: 'warning',
      services: ['cart'],
      rule: 'same service',
      groupKey: 'service=cart',
      alertCount: 1,
      firingCount: 1,
      resolvedAt: null,
    });
    expect(await desk.kinds({ alertId: alert.id })).toEqual(
      expect.arrayContaining(['fired', 'joined_incident', 'routed'])
    );
    expect((await desk.kinds({ incidentId: incident.id })).sort()).toEqual([
      'fired',
      'incident_opened',
      'joined_incident',
      'routed',
    ]);
    expect((await desk.store.eventsOf(alert.id, { limit: 10 })).total).toBe(1);
    expect(desk.messages).toEqual([{ type: 'changes', alerts: [alert], incidents: [incident] }]);
  });

  it('is counted when it is said again, and once only in its incident', async () => {
    await toWebhook({});
    desk.clock.advance(60_000);
    await toWebhook({}, {});
    expect(only(await desk.listed())).toMatchObject({ eventCount: 3, lastSeenAt: t0 + 60_000, refireCount: 0 });
    expect(only(await desk.incidents())).toMatchObject({ alertCount: 1, firingCount: 1, lastSeenAt: t0 + 60_000 });
  });

  it('resolves, and fires again in the same incident while its window is open', async () => {
    await toWebhook({});
    desk.clock.advance(300_000);
    await toWebhook({ status: 'resolved' });
    expect(only(await desk.listed())).toMatchObject({ status: 'resolved', endsAt: t0 + 300_000 });
    expect(only(await desk.incidents())).toMatchObject({
      status: 'resolved',
      firingCount: 0,
      resolvedAt: t0 + 300_000,
    });
    desk.clock.advance(300_000);
    await toWebhook({ startsAt: iso(590) });
    const alert = only(await desk.listed());
    expect(alert).toMatchObject({ status: 'firing', refireCount: 1, startsAt: t0 + 590_000, endsAt: null });
    const incident = only(await desk.incidents());
    expect(incident).toMatchObject({ status: 'firing', firingCount: 1, alertCount: 1, resolvedAt: null });
    expect(await desk.kinds({ incidentId: incident.id })).toEqual(
      expect.arrayContaining(['incident_resolved', 'incident_reopened', 'refired', 'resolved'])
    );
  });

  it('opens another incident where it fires again after the window', async () => {
    await toWebhook({});
    await toWebhook({ status: 'resolved', endsAt: iso(10) });
    desk.clock.advance(3_600_000);
    await toWebhook({ startsAt: iso(3600) });
    const [newer, older] = await desk.incidents();
    expect([newer?.status, older?.status]).toEqual(['firing', 'resolved']);
    expect(only(await desk.listed()).incidentId).toBe(newer?.id);
  });

  it('a rise in severity reopens what was acknowledged', async () => {
    await toWebhook({});
    const { id } = only(await desk.listed());
    await desk.act(id, { action: 'assign', assignee: 'ada' });
    await desk.act(id, { action: 'acknowledge', reason: 'looking' });
    await toWebhook({});
    expect(only(await desk.listed())).toMatchObject({ triage: 'acknowledged', triageBy: 'ada', assignee: 'ada' });
    await toWebhook({ labels: { severity: 'critical' } });
    expect(only(await desk.listed())).toMatchObject({
      severity: 'critical',
      triage: 'open',
      triageBy: null,
      triageReason: 'severity rose from warning to critical',
      assignee: 'ada',
    });
    expect(only(await desk.incidents())).toMatchObject({ severity: 'critical', alertCount: 1 });
    expect(await desk.kinds({ alertId: id })).toEqual(
      expect.arrayContaining(['assigned', 'acknowledged', 'severity_changed', 'reopened'])
    );
  });

  it('alerts of one service share an incident, with the labels that all have', async () => {
    await toWebhook({}, { labels: { alertname: 'Slow', instance: 'b', severity: 'critical' } });
    await toWebhook({ labels: { service: 'mail' } });
    const incidents = await desk.incidents();
    expect(incidents).toHaveLength(2);
    const cart = incidents.find(({ groupKey }) => groupKey === 'service=cart');
    expect(cart).toMatchObject({ title: 'Slow on cart', alertCount: 2, firingCount: 2, severity: 'critical' });
    expect(cart?.sharedLabels).toEqual({ cluster: 'eu-1', job: 'shop/cart', namespace: 'shop', service: 'cart' });
    await toWebhook({ status: 'resolved' });
    expect((await desk.incidents()).find(({ id }) => id === cart?.id)).toMatchObject({
      status: 'firing',
      firingCount: 1,
    });
  });
});

describe('an alert from Prometheus', () => {
  it('stays one while its end moves on, and resolves when the end has passed', async () => {
    await toApi({});
    desk.clock.advance(60_000);
    await toApi({ endsAt: iso(300) });
    expect(only(await desk.listed())).toMatchObject({ eventCount: 2, status: 'firing', endsAt: null });
    desk.clock.advance(60_000);
    await toApi({ endsAt: iso(110) });
    expect(only(await desk.listed())).toMatchObject({ status: 'resolved', endsAt: t0 + 110_000 });
  });

  it('resolves where Prometheus stops saying it', async () => {
    await toApi({});
    desk.clock.advance(301_000);
    await vi.waitFor(async () => expect(only(await desk.listed()).status).toBe('resolved'));
    expect(only(await desk.incidents())).toMatchObject({ status: 'resolved', firingCount: 0 });
    const page = await desk.store.timeline({ alertId: only(await desk.listed()).id }, { limit: 1 });
    expect(page.items[0]?.text).toBe('Resolved: prometheus has stopped sending it');
    await toApi({ startsAt: iso(400), endsAt: iso(640) });
    expect(only(await desk.listed())).toMatchObject({ status: 'firing', refireCount: 1 });
  });

  it('does not resolve while Prometheus still says it, nor by the webhook', async () => {
    await toApi({});
    await toWebhook({ labels: { service: 'mail' } });
    desk.clock.advance(240_000);
    await toApi({ endsAt: iso(480) });
    desk.clock.advance(200_000);
    await new Promise((resolve) => setImmediate(resolve));
    expect((await desk.listed()).map(({ status }) => status)).toEqual(['firing', 'firing']);
  });
});

describe('what people do', () => {
  it('is refused with the reason where the state does not allow it', async () => {
    await toWebhook({});
    const { id } = only(await desk.listed());
    await desk.act(id, { action: 'close' });
    await expect(desk.act(id, { action: 'acknowledge' })).rejects.toMatchObject({
      status: 409,
      options: { detail: "Can't acknowledge this alert: it is closed; reopen it first" },
    });
    await expect(desk.act('nothing', { action: 'close' })).rejects.toMatchObject({ status: 404 });
  });

  it('works on many at once and names each refusal', async () => {
    await toWebhook({}, { labels: { service: 'mail' } }, { labels: { service: 'pay' } });
    const ids = (await desk.listed()).map(({ id }) => id);
    await desk.act(ids[0] ?? '', { action: 'acknowledge' });
    const { alerts, refused } = await desk.alerts.handlers.triageAlerts({
      params: {},
      query: undefined as never,
      body: { alertIds: [...ids, 'nothing'], action: { action: 'acknowledge' } },
      identity: ada,
    });
    expect(alerts.map(({ id }) => id)).toEqual(ids.slice(1));
    expect(refused).toEqual(
      expect.arrayContaining([
        { id: ids[0], reason: 'it is acknowledged already' },
        { id: 'nothing', reason: 'there is no such alert' },
      ])
    );
  });

  it('reaches open pages, and does not get in the way of the next event', async () => {
    await toWebhook({});
    const { id } = only(await desk.listed());
    const alert = await desk.act(id, { action: 'comment', text: 'known' });
    expect(desk.messages.at(-1)).toEqual({ type: 'changes', alerts: [alert], incidents: [] });
    await toWebhook({});
    expect(only(await desk.listed())).toMatchObject({ eventCount: 2, version: 3 });
  });

  it('a snooze ends by itself', async () => {
    await toWebhook({});
    const { id } = only(await desk.listed());
    await desk.act(id, { action: 'snooze', until: t0 + 60_000 });
    await toWebhook({});
    expect(only(await desk.listed())).toMatchObject({ triage: 'snoozed', eventCount: 2 });
    desk.clock.advance(60_000);
    await vi.waitFor(async () =>
      expect(only(await desk.listed())).toMatchObject({ triage: 'open', snoozedUntil: null, triageBy: null })
    );
    expect((await desk.kinds({ alertId: id })).at(-1)).toBe('unsnoozed');
  });

  it('asks for things that are not there', async () => {
    const { getIncident, incidentTimeline, alertEvents } = desk.alerts.handlers;
    const request = { params: { id: 'x' }, query: { limit: 10 }, body: undefined as never, identity: ada };
    await expect(getIncident({ ...request, query: undefined as never })).rejects.toMatchObject({ status: 404 });
    await expect(incidentTimeline(request)).rejects.toMatchObject({ status: 404 });
    await expect(alertEvents(request)).rejects.toMatchObject({ status: 404 });
  });
});
