import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Incident } from '@watchroom/contract';
import { ada, openDesk, type DeskKit } from '../intake/desk-kit.js';
import { webhook } from '../intake/fixtures.js';

let desk: DeskKit;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

const fire = async (service: string, alertname: string, status: 'firing' | 'resolved' = 'firing') => {
  await desk.post('/intake/alertmanager', webhook({ labels: { service, alertname }, status }));
  await desk.settled();
};
const ask = (id: string) => ({ params: { id }, query: undefined as never, body: undefined as never, identity: ada });
const alertOf = async (name: string) => {
  const found = (await desk.listed()).find((alert) => alert.name === name);
  expect(found).toBeDefined();
  return found as NonNullable<typeof found>;
};
const incidentOf = async (id: string): Promise<Incident> => {
  const [found] = await desk.store.getIncidents([id]);
  expect(found).toBeDefined();
  return found as Incident;
};
const idOf = async (name: string): Promise<string> => (await alertOf(name)).incidentId ?? '';

describe('an incident by hand', () => {
  it('keeps what people set, through further alerts', async () => {
    const { handlers } = desk.alerts;
    await fire('cart', 'Slow');
    const id = await idOf('Slow');
    const changed = await handlers.changeIncident({
      ...ask(id),
      body: { title: 'Carts are slow', severity: 'info', stage: 'investigating', lead: 'ada' },
    });
    expect(changed).toMatchObject({ title: 'Carts are slow', severity: 'info', lead: 'ada', stage: 'investigating' });
    await desk.post(
      '/intake/alertmanager',
      webhook({ labels: { service: 'cart', alertname: 'Down', severity: 'critical' } })
    );
    await desk.settled();
    expect(await incidentOf(id)).toMatchObject({
      title: 'Carts are slow',
      severity: 'info',
      alertCount: 2,
      lead: 'ada',
    });

    const [task] =
      (await handlers.addIncidentTask({ ...ask(id), body: { text: 'restart it', assignee: null } })).tasks ?? [];
    const done = await handlers.changeIncidentTask({
      ...ask(id),
      params: { id, taskId: task?.id ?? '' },
      body: { done: true },
    });
    expect(done.tasks).toMatchObject([{ text: 'restart it', done: true, by: 'ada' }]);
    await handlers.commentOnIncident({ ...ask(id), body: { text: 'it was the *cache* | again' } });
    expect(await desk.kinds({ incidentId: id })).toEqual(
      expect.arrayContaining(['incident_changed', 'task_added', 'task_changed', 'commented'])
    );
    const { markdown, filename } = await handlers.incidentPostMortem(ask(id));
    expect(filename).toMatch(/^post-mortem-.*\.md$/);
    expect(markdown).toContain('# Post-mortem: Carts are slow');
    expect(markdown).toContain('- [x] restart it');
    expect(markdown).toContain('it was the \\*cache\\* \\| again');
    expect(markdown).toContain('| Lead | ada |');
  });

  it('merges: alerts move, what would have joined the other joins this, and a reload keeps it', async () => {
    const { handlers } = desk.alerts;
    await fire('cart', 'Slow');
    await fire('mail', 'Stuck');
    const [cart, mail] = [await idOf('Slow'), await idOf('Stuck')];
    const merged = await handlers.mergeIncidents({ ...ask(cart), body: { incidentIds: [mail] } });
    expect(merged).toMatchObject({ alertCount: 2, firingCount: 2, services: ['cart', 'mail'] });
    expect(await incidentOf(mail)).toMatchObject({ status: 'resolved', mergedInto: cart, firingCount: 0 });
    expect(await alertOf('Stuck')).toMatchObject({ incidentId: cart, incidentBy: 'ada' });
    await fire('mail', 'Late');
    expect(await idOf('Late')).toBe(cart);
    await expect(handlers.mergeIncidents({ ...ask(mail), body: { incidentIds: [cart] } })).rejects.toMatchObject({
      status: 409,
    });
    await desk.close({ keep: true });
    const again = await openDesk({ dir: desk.dir });
    desk = again;
    await fire('mail', 'Later');
    expect(await idOf('Later')).toBe(cart);
  });

  it('splits and moves: an alert stays where people put it', async () => {
    const { handlers } = desk.alerts;
    await fire('cart', 'Slow');
    await fire('cart', 'Errors');
    const source = await idOf('Slow');
    const errors = await alertOf('Errors');
    const split = await handlers.splitIncident({
      ...ask(source),
      body: { alertIds: [errors.id], title: 'Errors only' },
    });
    expect(split).toMatchObject({ title: 'Errors only', alertCount: 1, rule: 'by hand' });
    expect(await incidentOf(source)).toMatchObject({ alertCount: 1, firingCount: 1 });
    await fire('cart', 'Errors', 'resolved');
    desk.clock.advance(60_000);
    await fire('cart', 'Errors');
    expect(await alertOf('Errors')).toMatchObject({ incidentId: split.id, incidentReason: 'Split off by ada' });
    await expect(handlers.splitIncident({ ...ask(split.id), body: { alertIds: [errors.id] } })).rejects.toMatchObject({
      status: 409,
    });

    await handlers.moveAlerts({ ...ask(source), body: { alertIds: [errors.id] } });
    expect(await alertOf('Errors')).toMatchObject({ incidentId: source, incidentReason: 'Moved here by ada' });
    expect(await incidentOf(split.id)).toMatchObject({ status: 'resolved', alertCount: 0 });
    await expect(handlers.moveAlerts({ ...ask(source), body: { alertIds: ['none'] } })).rejects.toMatchObject({
      status: 404,
    });
    await expect(handlers.changeIncident({ ...ask('none'), body: { lead: null } })).rejects.toMatchObject({
      status: 404,
    });
  });

  it('opens one of picked alerts, which leave where they were', async () => {
    const { handlers } = desk.alerts;
    await fire('cart', 'Slow');
    await fire('cart', 'Errors');
    await fire('mail', 'Stuck');
    const [cart, mail] = [await idOf('Slow'), await idOf('Stuck')];
    const alertIds = [(await alertOf('Errors')).id, (await alertOf('Stuck')).id];
    const opened = await handlers.openIncident({ ...ask(''), body: { alertIds, title: 'Mail of carts' } });
    expect(opened).toMatchObject({ title: 'Mail of carts', alertCount: 2, firingCount: 2, services: ['cart', 'mail'] });
    expect(await alertOf('Stuck')).toMatchObject({ incidentId: opened.id, incidentReason: 'Picked by ada' });
    expect(await incidentOf(cart)).toMatchObject({ alertCount: 1, status: 'firing' });
    expect(await incidentOf(mail)).toMatchObject({ alertCount: 0, status: 'resolved' });
    expect(await desk.kinds({ incidentId: opened.id })).toEqual(
      expect.arrayContaining(['incident_opened', 'joined_incident'])
    );
    await expect(
      handlers.openIncident({ ...ask(''), body: { alertIds: ['none'], title: undefined } })
    ).rejects.toMatchObject({ status: 404 });
  });

  it('finds earlier ones like it', async () => {
    const { handlers } = desk.alerts;
    await fire('cart', 'Slow');
    const earlier = await idOf('Slow');
    await fire('cart', 'Slow', 'resolved');
    desk.clock.advance(86_400_000);
    await desk.post(
      '/intake/alertmanager',
      webhook({ labels: { service: 'cart', alertname: 'Slow' }, startsAt: new Date(desk.clock.now()).toISOString() })
    );
    await desk.settled();
    const id = await idOf('Slow');
    expect(id).not.toBe(earlier);
    const { items } = await handlers.similarIncidents({ ...ask(id), query: { limit: 5 } });
    expect(items).toMatchObject([{ incident: { id: earlier }, likeness: 1, reason: expect.stringContaining('cart') }]);
  });
});
