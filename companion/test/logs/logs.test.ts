import { problem, type LogTemplate } from '@watchroom/contract';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { manualClock } from '../../src/clock.js';
import type { IncomingEvent } from '../../src/intake/sender.js';
import { createHandMerges } from '../../src/logs/hand-merges.js';
import { createLogHandlers } from '../../src/logs/log-handlers.js';
import { createLogIntake } from '../../src/logs/log-intake.js';
import type { IncomingLogLine } from '../../src/logs/log-line.js';
import { createLogWatch } from '../../src/logs/log-watch.js';
import { createMask } from '../../src/logs/mask-sensitive.js';
import { StoreUnavailable } from '../../src/stores/alert-store.js';
import type { SeriesSamples } from '../../src/stores/timeseries/timeseries-store.js';
import { now, pluginToken, startApi, type TestApi } from '../app/api-kit.js';
import { createMemoryLogStore, type MemoryLogStore } from './memory-log-store.js';

const minute = 60_000;
const hour = 60 * minute;

/** Documents in memory. */
const createDocuments = () => {
  const kept = new Map<string, { version: number; body: unknown }>();
  return {
    listDocuments: () => Promise.resolve([...kept].map(([id, { version, body }]) => ({ id, version, body }))),
    putDocument: (_kind: string, id: string, body: unknown) => {
      const version = (kept.get(id)?.version ?? 0) + 1;
      kept.set(id, { version, body });
      return Promise.resolve(version);
    },
    deleteDocument: (_kind: string, id: string) => {
      kept.delete(id);
      return Promise.resolve();
    },
  };
};

let store: MemoryLogStore;
let documents: ReturnType<typeof createDocuments>;
let api: TestApi | null = null;
beforeEach(() => {
  store = createMemoryLogStore();
  documents = createDocuments();
});
afterEach(async () => {
  await api?.close();
  api = null;
});

/** What runs in one life of a companion. */
const open = async (newTemplates: 'off' | 'errors' | 'all' = 'errors') => {
  const clock = manualClock(now);
  const intake = createLogIntake({ store, clock, registry: new Registry(), mask: createMask() });
  const merges = createHandMerges({ store: documents, templates: intake.templates });
  const events: IncomingEvent[] = [];
  const series: SeriesSamples[] = [];
  const watch = createLogWatch({
    intake,
    logs: store,
    series: { insert: (samples) => Promise.resolve(void series.push(...samples)) },
    sink: { accept: (_sender, accepted) => Promise.resolve((events.push(...accepted), [])) },
    alerts: { newTemplates, errorBursts: true },
    clock,
    logger: pino({ level: 'silent' }),
    canonical: merges.canonical,
  });
  await intake.start();
  await merges.start();
  const handlers = createLogHandlers({ logs: store, templates: intake.templates, merges });
  return { clock, intake, merges, watch, events, series, handlers };
};

const line = (message: string, more: Partial<IncomingLogLine> = {}): IncomingLogLine => ({
  at: now,
  service: 'cart',
  level: null,
  message,
  labels: {},
  traceId: '',
  ...more,
});
const orders = (count: number, more: Partial<IncomingLogLine> = {}): IncomingLogLine[] =>
  Array.from({ length: count }, (_, index) => line(`order ${index} of user u${index * 7} placed`, more));

const iso = (at: number): string => new Date(at).toISOString();
const templatesBy = async (query: Record<string, string>): Promise<LogTemplate[]> => {
  const response = await api?.ask(`/api/v1/logs/templates?${new URLSearchParams(query)}`);
  expect(response?.status).toBe(200);
  return ((await response?.json()) as { items: LogTemplate[] }).items;
};

it('gives lines of one kind one template, the same after a restart', async () => {
  const first = await open();
  await first.intake.accept(orders(20));
  const second = await open();
  await second.intake.accept(orders(3));
  expect(new Set(store.lines.map(({ templateId }) => templateId)).size).toBe(1);
  expect(store.lines).toHaveLength(23);
});

it('writes the template with later lines where the first insert failed', async () => {
  const { intake } = await open();
  store.failing = true;
  await expect(intake.accept(orders(5))).rejects.toThrow('away');
  store.failing = false;
  await intake.accept(orders(5));
  const [template] = await store.templates();
  expect(template?.id).toBe(store.lines[0]?.templateId);
});

it('stores nothing that is sensitive, in messages, templates or labels', async () => {
  const { intake } = await open();
  await intake.accept([
    line('login of ann@example.com with password=hunter2', { labels: { token: 'abcdef', host: 'web-1' } }),
  ]);
  expect(store.lines[0]).toMatchObject({
    message: 'login of *** with password=***',
    labels: { token: '***', host: 'web-1' },
  });
  expect(JSON.stringify(await store.templates())).not.toMatch(/hunter2|ann@/);
});

it('refuses lines before the templates of earlier runs are read', async () => {
  const intake = createLogIntake({ store, clock: manualClock(now), registry: new Registry(), mask: String });
  await expect(intake.accept(orders(1))).rejects.toBeInstanceOf(StoreUnavailable);
});

it('remembers a bounded number of templates, those in use first', async () => {
  const intake = createLogIntake({
    store,
    clock: manualClock(now),
    registry: new Registry(),
    mask: String,
    maxKnown: 5,
  });
  await intake.start();
  await intake.accept(orders(3));
  expect(intake.templates().size).toBe(1);
});

it('compares templates of two windows, merges and splits them by hand', async () => {
  const { intake, handlers, merges } = await open();
  api = await startApi({ handlers });
  await intake.accept([
    ...orders(2, { at: now - hour - minute }),
    ...orders(12, { at: now - 10 * minute }),
    line('cannot reach the payment gateway', { at: now - 5 * minute, level: 'error', service: 'payment' }),
    line('heartbeat', { at: now - hour - 2 * minute }),
  ]);
  const window = { from: iso(now - hour), to: iso(now), compareFrom: iso(now - 2 * hour) };
  const found = await templatesBy({ ...window, sort: 'lines' });
  expect(
    found.map(({ template, lines, linesBefore, errors, services }) => ({
      template,
      lines,
      linesBefore,
      errors,
      services,
    }))
  ).toEqual([
    { template: 'order <*> of user <*> placed', lines: 12, linesBefore: 2, errors: 0, services: ['cart'] },
    { template: 'cannot reach the payment gateway', lines: 1, linesBefore: 0, errors: 1, services: ['payment'] },
    { template: 'heartbeat', lines: 0, linesBefore: 1, errors: 0, services: ['cart'] },
  ]);
  expect(found[0]?.counts.reduce((sum, count) => sum + count, 0)).toBe(12);
  expect(found[0]?.change).toBe(6);
  expect(await templatesBy({ ...window, level: 'error' })).toMatchObject([{ lines: 1, services: ['payment'] }]);
  expect(await templatesBy({ ...window, service: 'payment' })).toHaveLength(1);
  expect(await templatesBy({ ...window, text: 'USER order' })).toMatchObject([{ lines: 12 }]);

  const [into, other] = [found[0]?.id ?? '', found[2]?.id ?? ''];
  const merge = (token: string) =>
    api?.ask(`/api/v1/logs/templates/${into}/merge`, { method: 'POST', body: JSON.stringify({ ids: [other] }), token });
  expect((await merge(await pluginToken({ role: 'Viewer' })))?.status).toBe(403);
  const merged = await merge(await pluginToken({ role: 'Editor' }));
  expect(await merged?.json()).toEqual({ id: into, mergedIds: [other] });
  expect((await templatesBy(window)).find(({ id }) => id === into)).toMatchObject({
    linesBefore: 3,
    mergedIds: [other],
  });
  const query = new URLSearchParams({ from: iso(now - 2 * hour), to: iso(now), template: into, text: 'heart' });
  const lines = await api.ask(`/api/v1/logs/lines?${query}`);
  expect(await lines.json()).toMatchObject({ items: [{ message: 'heartbeat', templateId: into }] });
  const again = await merge(await pluginToken({ role: 'Editor' }));
  expect(again?.status).toBe(409);
  expect(problem.parse(await again?.json()).detail).toContain('is part of it already');

  // It holds over a restart.
  const restarted = await open();
  expect(restarted.merges.canonical(other)).toBe(into);

  const split = await api.ask(`/api/v1/logs/templates/${into}/split`, { method: 'POST', body: '{}' });
  expect(await split.json()).toEqual({ id: into, mergedIds: [] });
  expect(merges.canonical(other)).toBe(other);
  expect((await open()).merges.canonical(other)).toBe(other);
});

it('names what is wrong with a window, and a template that it does not know', async () => {
  const { handlers } = await open();
  api = await startApi({ handlers });
  const turned = await api.ask(`/api/v1/logs/lines?from=${iso(now)}&to=${iso(now - hour)}`);
  expect(problem.parse(await turned.json())).toMatchObject({ status: 400, errors: [{ field: 'to' }] });
  const unknown = await api.ask('/api/v1/logs/templates/nope/merge', { method: 'POST', body: '{"ids":["a"]}' });
  expect(unknown.status).toBe(404);
});

it('writes lines a minute as a series of each template, zeros after the last', async () => {
  const { intake, watch, series, clock } = await open();
  await intake.accept([...orders(4, { at: now + 1000 }), ...orders(2, { at: now + minute })]);
  clock.advance(3 * minute + 30_000);
  await watch.tick();
  const id = store.lines[0]?.templateId;
  expect(series).toEqual([
    {
      name: 'log_template_count',
      labels: { service: 'cart', template: id },
      times: [now, now + minute, now + 2 * minute],
      values: [4, 2, 0],
    },
  ]);
  await watch.tick();
  expect(series).toHaveLength(1);
});

it('tells of new templates of errors once it has learnt, and of nothing that is known', async () => {
  const { intake, watch, events, clock } = await open();
  await intake.accept([...orders(3), line('disk failure', { level: 'error' })]);
  await watch.tick();
  expect(events).toEqual([]);
  clock.advance(2 * hour);
  const at = clock.now();
  await intake.accept([
    line('disk failure', { level: 'error', at }),
    line('a harmless message', { level: 'info', at }),
    line('cannot write to the ledger', { level: 'error', at }),
  ]);
  await watch.tick();
  expect(events).toMatchObject([
    {
      status: 'firing',
      labels: { service: 'cart' },
      summary: expect.stringContaining('cannot write to the ledger') as string,
    },
  ]);
});

it('tells of a burst of errors, and of its end', async () => {
  const { intake, watch, events, clock } = await open('off');
  const pass = async (errors: number): Promise<void> => {
    await intake.accept(
      Array.from({ length: errors }, (_, index) => line(`failed ${index}`, { level: 'error', at: clock.now() }))
    );
    clock.advance(minute);
    await watch.tick();
  };
  for (let index = 0; index < 40; index += 1) {
    await pass(2);
  }
  expect(events).toEqual([]);
  await pass(120);
  expect(events).toMatchObject([{ name: 'Burst of errors in logs', status: 'firing', labels: { service: 'cart' } }]);
  const { identity } = events[0] ?? {};
  for (let index = 0; index < 6; index += 1) {
    await pass(2);
  }
  expect(events.at(-1)).toMatchObject({ status: 'resolved', identity });
});
