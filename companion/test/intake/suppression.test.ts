import {
  parseMatchers,
  type AlertWhy,
  type InhibitionRuleSpec,
  type SilenceSpec,
  type StoredSilence,
} from '@watchroom/contract';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { t0 } from './builders.js';
import { ada, openDesk, type DeskKit } from './desk-kit.js';
import { iso, webhook } from './fixtures.js';

let desk: DeskKit;
afterEach(() => desk.close());

const minute = 60_000;
const send = async (...alerts: Parameters<typeof webhook>) => {
  const answer = await desk.post('/intake/alertmanager', webhook(...alerts));
  expect(answer.status).toBe(200);
  await desk.settled();
};
const named = async (name: string) => (await desk.listed()).find((alert) => alert.name === name);
const until = <T>(check: () => Promise<T> | T): Promise<T> => vi.waitFor(check, { timeout: 5000, interval: 5 });
const handlers = () => desk.suppressions.handlers;
const asked = <B>(body: B, params: Record<string, string> = {}) => ({
  params,
  query: {} as never,
  body,
  identity: ada,
});
const none = undefined as never;
const spec = (with_: Partial<SilenceSpec> = {}): SilenceSpec => ({
  matchers: parseMatchers('{service="cart"}'),
  startsAt: t0,
  endsAt: t0 + 60 * minute,
  comment: 'deploy',
  endsOnResolve: false,
  mode: 'enforce',
  ...with_,
});
const silence = (with_: Partial<SilenceSpec> = {}) => handlers().createSilence(asked(spec(with_)));
const why = async (name: string): Promise<AlertWhy> =>
  desk.alerts.handlers.alertWhy({ ...asked(none, { id: (await named(name))?.id ?? '' }), query: none });
const texts = async (name: string) => (await why(name)).decisions.map(({ text }) => text);
const held = async (name: string, ...by: string[]) =>
  until(async () => expect((await named(name))?.suppressedBy.map(({ name: rule }) => rule)).toEqual(by));

describe('a silence', () => {
  it('holds what fires already and what comes, and lets it back when it ends', async () => {
    desk = await openDesk({ hasRoute: true });
    await send({});
    desk.clock.advance(1000);
    const { id } = await silence();
    await held('HighErrorRate', 'deploy');
    await send({ labels: { alertname: 'Slow' } });
    expect(await named('Slow')).toMatchObject({ suppressedBy: [{ id, until: t0 + 60 * minute }], toldAt: null });
    expect((await handlers().listSilences({ ...asked(none), query: {} })).items).toMatchObject([
      { id, state: 'active', hits: 2, createdBy: 'ada', origin: 'ui' },
    ]);
    desk.clock.advance(60 * minute);
    await held('HighErrorRate');
    await held('Slow');
    expect((await texts('Slow')).at(-1)).toBe('Sent: it still fires, and is no longer held by silence deploy');
    expect(await texts('HighErrorRate')).toEqual([
      expect.stringMatching(/^Fired as warning/),
      expect.stringMatching(/^First of its kind/),
      'Sent: first alert of the incident',
      'Suppressed by silence deploy until 2026-11-23T04:00:00.000Z',
      'No longer suppressed by silence deploy',
      'Sent: it still fires, and is no longer held by silence deploy',
    ]);
    expect((await handlers().getSilence(asked(none, { id }))).state).toBe('expired');
  });

  it('loses no resolve of what people were told of, and tells none of what they were not', async () => {
    desk = await openDesk({ hasRoute: true });
    await send({});
    desk.clock.advance(1000);
    await silence();
    await held('HighErrorRate', 'deploy');
    await send({ status: 'resolved' });
    expect(await named('HighErrorRate')).toMatchObject({ status: 'resolved', suppressedBy: [], toldAt: null });
    expect((await texts('HighErrorRate')).at(-1)).toMatch(/^Sent although suppressed by silence deploy/);
    await silence({ matchers: parseMatchers('{service="mail"}') });
    const mail = { labels: { service: 'mail', alertname: 'Mail' } };
    await send(mail);
    await send({ ...mail, status: 'resolved' });
    expect((await texts('Mail')).at(-1)).toMatch(/^Not sent: suppressed by silence deploy/);
    expect((await named('Mail'))?.status).toBe('resolved');
  });

  it('that only monitors says what it would have done', async () => {
    desk = await openDesk({ hasRoute: true });
    await silence({ mode: 'monitor' });
    await send({});
    expect(await named('HighErrorRate')).toMatchObject({
      suppressedBy: [],
      monitoredBy: [{ kind: 'silence', name: 'deploy' }],
      toldAt: t0,
    });
    const answer = await why('HighErrorRate');
    expect(answer.decisions.map(({ text }) => text)).toContain(
      'Would have been suppressed by silence deploy until 2026-11-23T04:00:00.000Z, which only monitors'
    );
    expect(answer.ifNow).toMatchObject({ send: true, suppressedBy: [], monitoredBy: [{ name: 'deploy' }] });
    expect(answer.summary).toBe('Last sent at 2026-11-23T03:00:00.000Z: first alert of the incident.');
  });

  it('ends with what it has hit, and not before it has hit anything', async () => {
    desk = await openDesk();
    const { id } = await silence({ endsOnResolve: true });
    const state = async () => (await handlers().getSilence(asked(none, { id }))).state;
    await desk.suppressions.sweep();
    expect(await state()).toBe('active');
    await send({});
    await desk.suppressions.sweep();
    expect(await state()).toBe('active');
    await send({ status: 'resolved' });
    await until(async () => expect(await state()).toBe('expired'));
    expect(await handlers().getSilence(asked(none, { id }))).toMatchObject({
      endedBecause: 'What it had hit has resolved',
    });
  });

  it('gives notice once before it ends, where something still fires', async () => {
    desk = await openDesk();
    await silence();
    await silence({ matchers: parseMatchers('{service="nothing"}') });
    await send({});
    desk.clock.advance(45 * minute);
    const notices = () =>
      desk.messages.flatMap((one) => (one.type === 'suppression' && one.notice ? [one.notice] : []));
    await until(() => expect(notices()).toHaveLength(1));
    expect(notices()[0]).toBe('Silence "deploy" ends at 2026-11-23T04:00:00.000Z; one alert that it holds still fires');
    await desk.suppressions.sweep();
    expect(notices()).toHaveLength(1);
    expect(await texts('HighErrorRate')).toContain(
      'Silence "deploy" ends at 2026-11-23T04:00:00.000Z, and this still fires'
    );
  });

  it('is changed and ended by people, never where a file has it', async () => {
    const ofFile: StoredSilence = {
      ...spec(),
      id: 'file:x',
      createdBy: 'file',
      createdAt: t0,
      updatedBy: null,
      updatedAt: t0,
      endedBecause: null,
      firstHitAt: null,
      noticedEnd: null,
    };
    desk = await openDesk({ suppression: { silences: [ofFile] } });
    await send({});
    await held('HighErrorRate', 'deploy');
    await expect(handlers().expireSilence(asked(none, { id: 'file:x' }))).rejects.toMatchObject({ status: 409 });
    const { id } = await silence({ startsAt: t0 + minute });
    const { state } = await handlers().updateSilence(asked(spec({ startsAt: t0 + 2 * minute }), { id }));
    expect(state).toBe('pending');
    expect((await handlers().expireSilence(asked(none, { id }))).state).toBe('expired');
    await expect(handlers().updateSilence(asked(spec(), { id }))).rejects.toMatchObject({ status: 409 });
    await expect(silence({ matchers: parseMatchers('{a=~"(b+)+"}') })).rejects.toMatchObject({
      options: { errors: [{ field: 'matchers[0].value' }] },
    });
    await expect(silence({ endsAt: t0 })).rejects.toMatchObject({ options: { errors: [{ field: 'endsAt' }] } });
  });
});

describe('inhibition', () => {
  const rule: InhibitionRuleSpec = {
    name: 'host down',
    comment: '',
    source: parseMatchers('{alertname="HostDown"}'),
    target: parseMatchers('{alertname!="HostDown",host=~".+"}'),
    equal: ['host'],
    mode: 'enforce',
  };
  const on = (alertname: string, with_ = {}) => ({ labels: { alertname, host: 'h1', service: 'cart' }, ...with_ });

  it('holds targets while the source fires, and lets them back after; also after a restart', async () => {
    desk = await openDesk({ hasRoute: true, suppression: { inhibitionRules: [rule] } });
    await send(on('Slow'));
    await send(on('HostDown'));
    await held('Slow', 'host down');
    await send(on('Late'));
    await held('Late', 'host down');
    expect((await handlers().listInhibitionRules({ ...asked(none), query: none })).items).toMatchObject([
      { sources: 1, hits: 2, origin: 'file' },
    ]);
    const { dir } = desk;
    await desk.close({ keep: true });
    desk = await openDesk({ dir, hasRoute: true, suppression: { inhibitionRules: [rule] } });
    await send(on('Later'));
    await held('Later', 'host down');
    desk.clock.advance(1000);
    await send(on('HostDown', { status: 'resolved', endsAt: iso(1) }));
    await held('Slow');
    await held('Later');
    expect((await texts('Later')).at(-1)).toBe('Sent: it still fires, and is no longer held by inhibition host down');
    await desk.close({ keep: true });
    desk = await openDesk({
      dir,
      hasRoute: true,
      suppression: { inhibitionRules: [{ ...rule, source: rule.target, target: rule.source }] },
    });
    await send(on('HostDown', { startsAt: iso(2) }));
    await held('HostDown', 'host down');
  });

  it('is right in the end where commits fail, get lost or are half done', async () => {
    desk = await openDesk({ hasRoute: true, suppression: { inhibitionRules: [rule] } });
    await send(on('Slow'));
    desk.store.faults = ['unavailable', 'answer lost', 'half written'];
    await send(on('HostDown'), on('Late'));
    await held('Slow', 'host down');
    await held('Late', 'host down');
    desk.store.faults = ['half written', 'answer lost', 'unavailable', 'answer lost'];
    desk.clock.advance(1000);
    await send(on('HostDown', { status: 'resolved', endsAt: iso(1) }));
    await held('Slow');
    await held('Late');
    const sent = (await texts('Slow')).filter((text) => text.startsWith('Sent: it still fires'));
    expect(sent).toHaveLength(1);
  });

  it('is looked at again where a rule has gone while the companion was away', async () => {
    desk = await openDesk({ hasRoute: true, suppression: { inhibitionRules: [rule] } });
    await send(on('HostDown'), on('Slow'));
    await held('Slow', 'host down');
    const { dir } = desk;
    await desk.close({ keep: true });
    desk = await openDesk({ dir, hasRoute: true });
    await held('Slow');
  });
});

describe('a maintenance window', () => {
  it('holds alerts at its times', async () => {
    desk = await openDesk({ hasRoute: true });
    await handlers().createMaintenanceWindow(
      asked({
        name: 'night',
        comment: '',
        matchers: parseMatchers('{service="cart"}'),
        start: '2026-11-23T03:30',
        timezone: 'UTC',
        rrule: 'FREQ=DAILY',
        durationMinutes: 30,
        mode: 'enforce',
      })
    );
    await send({});
    await held('HighErrorRate');
    desk.clock.advance(30 * minute);
    await held('HighErrorRate', 'night');
    desk.clock.advance(30 * minute);
    await held('HighErrorRate');
    expect((await handlers().listMaintenanceWindows({ ...asked(none), query: none })).items).toMatchObject([
      { state: 'upcoming', hits: 1, next: expect.arrayContaining([Date.parse('2026-11-24T03:30Z')]) },
    ]);
  });
});

it('a snooze ends in the pipeline, so that what still fires is routed anew', async () => {
  desk = await openDesk({ hasRoute: true });
  await send({});
  const id = (await named('HighErrorRate'))?.id ?? '';
  await desk.act(id, { action: 'snooze', until: t0 + 10 * minute });
  expect((await why('HighErrorRate')).summary).toContain('It is held now by snooze');
  desk.clock.advance(10 * minute);
  await until(async () =>
    expect(await named('HighErrorRate')).toMatchObject({ triage: 'open', toldAt: t0 + 10 * minute })
  );
  expect((await texts('HighErrorRate')).at(-1)).toBe('Sent: it still fires, and is no longer held by snooze');
});

it('a flapping alert is told of once, shows its state, tells when it gets worse, and comes back when it is calm', async () => {
  desk = await openDesk({ hasRoute: true });
  for (let n = 0; n <= 6; n++) {
    desk.clock.set(t0 + n * minute);
    await send(n % 2 === 0 ? { startsAt: iso(n * 60) } : { status: 'resolved', endsAt: iso(n * 60) });
  }
  expect(await named('HighErrorRate')).toMatchObject({
    status: 'firing',
    flapping: { changes: 6 },
    suppressedBy: [{ kind: 'flapping' }],
  });
  const decisions = await texts('HighErrorRate');
  expect(decisions.filter((text) => text.startsWith('Sent once: it flaps'))).toHaveLength(1);
  expect(decisions.at(-1)).toBe('Not sent: suppressed by flapping');
  desk.clock.advance(1000);
  await send({ labels: { severity: 'critical' } });
  expect((await texts('HighErrorRate')).at(-1)).toBe('Sent although it flaps: it is critical now');
  desk.clock.advance(15 * minute);
  await until(async () => expect((await named('HighErrorRate'))?.flapping).toBeUndefined());
  expect((await texts('HighErrorRate')).slice(-2)).toEqual([
    expect.stringMatching(/^No longer flaps: no change for 15 min/),
    'Sent: it still fires, and is no longer held by flapping',
  ]);
});

it('a bulk action is for what was counted, in parts, and is undone as one', async () => {
  desk = await openDesk();
  await send(...['A', 'B', 'C'].map((alertname) => ({ labels: { alertname } })));
  const { countForBulk, bulkTriage, triageAlerts } = desk.alerts.handlers;
  const count = await countForBulk(asked({ status: ['firing' as const] }));
  expect(count).toMatchObject({ count: 3, tooMany: false, severities: { warning: 3 } });
  await send({ labels: { alertname: 'D' } });
  await desk.act((await named('A'))?.id ?? '', { action: 'acknowledge' });
  const token = count.token ?? '';
  const action = { action: 'acknowledge' } as const;
  const parts = [
    await bulkTriage(asked({ token, action, limit: 2 })),
    await bulkTriage(asked({ token, action, limit: 2 })),
  ];
  expect(parts.map(({ left }) => left)).toEqual([1, 0]);
  expect(parts.flatMap(({ refused }) => refused)).toEqual([
    { id: (await named('A'))?.id, reason: 'it is acknowledged already' },
  ]);
  expect((await named('D'))?.triage).toBe('open');
  await expect(bulkTriage(asked({ token, action, limit: 2 }))).rejects.toMatchObject({ status: 409 });
  const undone = await triageAlerts(
    asked({
      alertIds: parts.flatMap(({ changed }) => changed),
      action: { action: 'undo' as const, actionId: parts[0]?.actionId },
    })
  );
  expect(undone.alerts.map(({ triage }) => triage)).toEqual(['open', 'open']);
  expect((await named('A'))?.triage).toBe('acknowledged');
});
