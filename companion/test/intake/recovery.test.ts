import { afterEach, describe, expect, it, vi } from 'vitest';
import { openDesk, type DeskKit } from './desk-kit.js';
import { iso, webhook } from './fixtures.js';

let desk: DeskKit;
afterEach(() => desk.close());

const one = async () => {
  const [alerts, incidents] = [await desk.listed(), await desk.incidents()];
  expect([alerts.length, incidents.length]).toEqual([1, 1]);
  return { alert: alerts[0], incident: incidents[0] };
};

describe('after a restart', () => {
  it('applies what was accepted and not yet applied, once', async () => {
    desk = await openDesk({ start: false });
    expect((await desk.post('/intake/alertmanager', webhook({}))).status).toBe(200);
    expect((await desk.post('/intake/alertmanager', webhook({}))).status).toBe(200);
    expect(await desk.listed()).toEqual([]);
    await desk.close({ keep: true });

    desk = await openDesk({ dir: desk.dir });
    await desk.settled();
    expect(await one()).toMatchObject({
      alert: { eventCount: 2, status: 'firing' },
      incident: { alertCount: 1, firingCount: 1 },
    });
    await desk.close({ keep: true });

    desk = await openDesk({ dir: desk.dir });
    desk.clock.advance(60_000);
    await desk.post('/intake/alertmanager', webhook({ status: 'resolved', endsAt: iso(60) }));
    await desk.settled();
    expect(await one()).toMatchObject({
      alert: { eventCount: 3, status: 'resolved' },
      incident: { alertCount: 1, firingCount: 0, status: 'resolved' },
    });
  });

  it('takes events while it catches up, each once', async () => {
    desk = await openDesk({ start: false });
    for (let count = 0; count < 20; count++) {
      await desk.post('/intake/alertmanager', webhook({ labels: { instance: String(count % 4) } }));
    }
    const late = Promise.all(Array.from({ length: 20 }, () => desk.post('/intake/alertmanager', webhook({}))));
    await desk.alerts.start();
    await late;
    await desk.settled();
    const alerts = await desk.listed();
    expect(alerts.map(({ eventCount }) => eventCount).reduce((a, b) => a + b)).toBe(40);
    expect((await desk.incidents())[0]).toMatchObject({ alertCount: 5, firingCount: 5 });
  });

  it('sequence numbers go on growing, also where the clock went back', async () => {
    desk = await openDesk();
    await desk.post('/intake/alertmanager', webhook({}));
    const before = await desk.store.lastSeq();
    await desk.close({ keep: true });
    desk = await openDesk({ dir: desk.dir });
    desk.clock.advance(-3_600_000);
    await desk.post('/intake/alertmanager', webhook({}));
    expect(await desk.store.lastSeq()).toBe(before + 1);
    await desk.settled();
    expect((await one()).alert).toMatchObject({ eventCount: 2 });
  });
});

describe('while the store fails', () => {
  it('nothing is accepted, and the sender is told to come back', async () => {
    desk = await openDesk();
    desk.store.down = true;
    const answer = await desk.post('/intake/alertmanager', webhook({}));
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(await answer.json()).toMatchObject({ title: 'Store unavailable', status: 503 });
    desk.store.down = false;
    expect((await desk.post('/intake/alertmanager', webhook({}))).status).toBe(200);
  });

  it.each([
    ['refuses commits for a while', ['unavailable', 'unavailable', 'unavailable']],
    ['commits, and its answer gets lost', ['answer lost', 'answer lost']],
    ['writes the half of a commit', ['half written']],
    ['does all of that', ['half written', 'answer lost', 'unavailable', 'half written']],
  ] as const)('loses and doubles nothing where it %s', async (_, faults) => {
    desk = await openDesk();
    desk.store.faults.push(...faults);
    await desk.post('/intake/alertmanager', webhook({}, {}, { labels: { instance: 'b' } }));
    await desk.settled();
    const alerts = await desk.listed();
    expect(alerts.map(({ eventCount }) => eventCount).sort()).toEqual([1, 2]);
    const incident = (await desk.incidents())[0];
    expect(await desk.incidents()).toHaveLength(1);
    expect(incident).toMatchObject({ alertCount: 2, firingCount: 2, severity: 'warning' });
    const kinds = await desk.kinds({ incidentId: incident?.id ?? '' });
    expect(kinds.filter((kind) => kind === 'fired')).toHaveLength(2);
    expect(kinds.filter((kind) => kind === 'incident_opened')).toHaveLength(1);
    desk.store.faults.push(...faults);
    desk.clock.advance(60_000);
    const resolve = { status: 'resolved', endsAt: iso(60) } as const;
    await desk.post('/intake/alertmanager', webhook(resolve, { ...resolve, labels: { instance: 'b' } }));
    await desk.settled();
    await vi.waitFor(async () =>
      expect((await desk.incidents())[0]).toMatchObject({ alertCount: 2, firingCount: 0, status: 'resolved' })
    );
    expect(
      (await desk.kinds({ incidentId: incident?.id ?? '' })).filter((kind) => kind === 'incident_resolved')
    ).toHaveLength(1);
  });

  it('goes on from where a crash cut a commit in half', async () => {
    desk = await openDesk();
    desk.store.faults.push('half written', 'unavailable', 'unavailable', 'unavailable');
    await desk.post('/intake/alertmanager', webhook({}));
    await vi.waitFor(() => expect(desk.store.commits).toBeGreaterThanOrEqual(2));
    await desk.close({ keep: true });
    desk = await openDesk({ dir: desk.dir });
    await desk.settled();
    const { alert, incident } = await one();
    expect(alert).toMatchObject({ eventCount: 1, incidentId: incident?.id });
    expect(incident).toMatchObject({ alertCount: 1, firingCount: 1 });
  });

  it('decides again where a person was quicker', async () => {
    desk = await openDesk();
    await desk.post('/intake/alertmanager', webhook({}));
    await desk.settled();
    const id = (await desk.listed())[0]?.id ?? '';
    desk.store.beforeCommit = async () => void (await desk.act(id, { action: 'acknowledge' }));
    await desk.post('/intake/alertmanager', webhook({ labels: { severity: 'critical' } }));
    await desk.settled();
    expect((await one()).alert).toMatchObject({ eventCount: 2, severity: 'critical', triage: 'open', version: 3 });
    expect(await desk.kinds({ alertId: id })).toEqual(expect.arrayContaining(['acknowledged', 'reopened']));
  });

  it('leaves out what the store will never take, and goes on', async () => {
    desk = await openDesk();
    const { commit } = desk.store;
    desk.store.commit = (change) =>
      change.alerts.some(({ name }) => name === 'Poison') ? Promise.reject(new Error('refused')) : commit(change);
    await desk.post(
      '/intake/alertmanager',
      webhook({}, { labels: { alertname: 'Poison', service: 'mail' } }, { labels: { instance: 'b' } })
    );
    await desk.settled();
    expect((await desk.listed()).map(({ name }) => name)).toEqual(['HighErrorRate', 'HighErrorRate']);
    expect(await desk.incidents()).toMatchObject([{ alertCount: 2, firingCount: 2 }]);
    expect(desk.logged.join('')).toContain('An event cannot be applied');
  });
});
