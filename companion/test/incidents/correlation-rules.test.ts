import { afterEach, describe, expect, it } from 'vitest';
import { placedCorrelationRule, type PlacedCorrelationRule } from '@watchroom/contract';
import { ada, openDesk, type DeskKit } from '../intake/desk-kit.js';
import { webhook } from '../intake/fixtures.js';

let desk: DeskKit;
afterEach(() => desk.close());

const rule = (change: Partial<PlacedCorrelationRule> & { name: string }): PlacedCorrelationRule =>
  placedCorrelationRule.parse({ groupBy: ['rack'], ...change });
const none = { params: {}, query: undefined as never, body: undefined as never, identity: ada };
const fire = async (alertname: string, labels: Record<string, string>) => {
  await desk.post('/intake/alertmanager', webhook({ labels: { alertname, ...labels }, status: 'firing' }));
  await desk.settled();
};
const incidentOf = async (name: string) => (await desk.listed()).find((alert) => alert.name === name)?.incidentId;

describe('correlation rules of people', () => {
  it('hold at once and before the built-in ones, are kept, and can be changed and removed', async () => {
    desk = await openDesk({ correlation: [] });
    const { handlers } = desk.alerts;
    expect((await handlers.listCorrelationRules(none)).items).toMatchObject([
      { spec: { name: 'same service' }, origin: 'built-in' },
      { spec: { name: 'same host' }, origin: 'built-in' },
    ]);
    await handlers.createCorrelationRule({ ...none, body: rule({ name: 'one rack', title: 'Rack {{rack}}' }) });
    await fire('Slow', { service: 'cart', rack: 'r1' });
    await fire('Stuck', { service: 'mail', rack: 'r1' });
    const id = await incidentOf('Slow');
    expect(await incidentOf('Stuck')).toBe(id);
    expect(await desk.store.getIncidents([id ?? ''])).toMatchObject([{ rule: 'one rack', title: 'Rack r1' }]);
    const { items } = await handlers.listCorrelationRules(none);
    expect(items.map(({ spec, origin, firing }) => [spec.name, origin, firing])).toEqual([
      ['one rack', 'ui', 1],
      ['same service', 'built-in', 0],
      ['same host', 'built-in', 0],
    ]);
    expect(desk.messages).toContainEqual({ type: 'correlation' });

    const params = { name: 'one rack' };
    await handlers.updateCorrelationRule({ ...none, params, body: rule({ name: 'one rack', groupBy: ['row'] }) });
    await fire('Late', { service: 'queue', rack: 'r1' });
    expect(await incidentOf('Late')).not.toBe(id);
    await handlers.deleteCorrelationRule({ ...none, params });
    expect((await handlers.listCorrelationRules(none)).items).toHaveLength(2);
  });

  it('refuses what is provisioned, built in, taken or wrong, with the reason', async () => {
    desk = await openDesk({
      correlation: [{ name: 'of a file', matchers: [], groupBy: ['service'], windowSeconds: 300 }],
    });
    const { handlers } = desk.alerts;
    expect((await handlers.listCorrelationRules(none)).items).toMatchObject([
      { origin: 'file', spec: { minAlerts: 1 } },
    ]);
    const change = (name: string) =>
      handlers.updateCorrelationRule({ ...none, params: { name }, body: rule({ name }) });
    await expect(change('of a file')).rejects.toMatchObject({
      status: 409,
      message: expect.stringContaining('provisioned by a file'),
    });
    await expect(change('nowhere')).rejects.toMatchObject({ status: 404 });
    const create = (body: PlacedCorrelationRule) => handlers.createCorrelationRule({ ...none, body });
    await expect(create(rule({ name: 'of a file' }))).rejects.toMatchObject({ status: 409 });
    await expect(create(rule({ name: 'burst' }))).rejects.toMatchObject({ options: { errors: [{ field: 'name' }] } });
    await expect(
      create(rule({ name: 'slow', matchers: [{ label: 'a', op: '=~', value: '(a+)+' }] }))
    ).rejects.toMatchObject({ options: { errors: [{ field: 'matchers[0].value' }] } });
  });

  it('refuses to change a built-in one, and lets one of the same name replace it', async () => {
    desk = await openDesk({ correlation: [] });
    const { handlers } = desk.alerts;
    const params = { name: 'same host' };
    await expect(handlers.deleteCorrelationRule({ ...none, params })).rejects.toMatchObject({
      status: 409,
      message: expect.stringContaining('built in'),
    });
    await handlers.createCorrelationRule({ ...none, body: rule({ name: 'same host', groupBy: ['host', 'rack'] }) });
    const { items } = await handlers.listCorrelationRules(none);
    expect(items.map(({ spec, origin }) => [spec.name, origin])).toEqual([
      ['same host', 'ui'],
      ['same service', 'built-in'],
    ]);
  });

  it('previews what a rule would have made of stored alerts, with those that others take first', async () => {
    desk = await openDesk({ correlation: [] });
    const { handlers } = desk.alerts;
    for (const [name, labels] of [
      ['A', { service: 'cart', rack: 'r1' }],
      ['B', { service: 'mail', rack: 'r1' }],
      ['C', { service: 'queue', rack: 'r2' }],
      ['D', { service: 'tax' }],
    ] as const) {
      await fire(name, labels);
    }
    const preview = (wanted: PlacedCorrelationRule) =>
      handlers.previewCorrelationRule({ ...none, body: { rule: wanted, days: 3 } });
    expect(await preview(rule({ name: 'racks', title: 'Rack {{rack}}' }))).toMatchObject({
      examined: 4,
      cut: false,
      taken: 3,
      takenBefore: 0,
      waiting: 0,
      incidents: 2,
      incidentsNow: 3,
      groups: [
        { key: 'rack=r1', title: 'Rack r1', alerts: 2, names: ['A', 'B'] },
        { key: 'rack=r2', alerts: 1 },
      ],
    });
    expect(await preview(rule({ name: 'racks', minAlerts: 2 }))).toMatchObject({ taken: 3, waiting: 1, incidents: 1 });
    await handlers.createCorrelationRule({
      ...none,
      body: rule({ name: 'carts', groupBy: ['service'], matchers: [{ label: 'service', op: '=', value: 'cart' }] }),
    });
    expect(await preview(rule({ name: 'racks', position: 200 }))).toMatchObject({ taken: 2, takenBefore: 1 });
    expect((await desk.incidents()).length).toBe(4);
  });
});
