import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Client } from '@elastic/elasticsearch';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import type { AlertStore } from '../companion/src/stores/alert-store.js';
import { openAlertStore } from '../companion/src/stores/open-alert-store.js';
import {
  aChange,
  alertQuery,
  anAlert,
  anEntry,
  anEvent,
  start,
  times,
} from '../companion/test/stores/alert-documents.js';
import { removeIndices } from '../companion/test/stores/elasticsearch-indices.js';

const secondsOf = async (work: () => Promise<unknown>): Promise<number> => {
  const from = performance.now();
  await work();
  return (performance.now() - from) / 1000;
};

/** Calls of `n` callers, each of which waits for its answer before it calls again. */
const callers = (n: number, calls: number, call: (index: number) => Promise<unknown>): Promise<unknown> => {
  let next = 0;
  const caller = async (): Promise<void> => {
    while (next < calls) {
      next += 1;
      await call(next);
    }
  };
  return Promise.all(times(n, caller));
};

const median = (values: number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

const medianMs = async (work: () => Promise<unknown>): Promise<number> => {
  const tries: number[] = [];
  for (let n = 0; n < 9; n += 1) {
    tries.push((await secondsOf(work)) * 1000);
  }
  return Math.round(median(tries) * 10) / 10;
};

const measure = async (store: AlertStore, scale: number): Promise<Record<string, number>> => {
  await store.open();
  let seq = 0;
  const text = 'The 99th percentile of the answer times was above two seconds for five minutes. '.repeat(3);
  const event = () => anEvent((seq += 1), { description: text, fingerprint: `f${seq % 500}` });

  const singles = Math.round(8000 * scale);
  const single = await secondsOf(() => callers(16, singles, () => store.appendEvents([event()])));
  const batches = Math.round(300 * scale);
  const batched = await secondsOf(() => callers(4, batches, () => store.appendEvents(times(100, event))));
  const commits = Math.round(2000 * scale);
  const committed = await secondsOf(() =>
    callers(16, commits, async (n) => {
      const accepted = event();
      await store.appendEvents([accepted]);
      const alert = anAlert(`c${n}`, { description: text });
      const entry = anEntry(`t${n}`, { alertId: alert.id });
      await store.commit(aChange({ alerts: [alert], timeline: [entry], applied: [accepted.seq] }));
    })
  );

  const alerts = Math.round(100_000 * scale);
  const severities = ['critical', 'high', 'warning', 'info'] as const;
  const filled = await secondsOf(async () => {
    for (let from = 0; from < alerts; from += 500) {
      const portion = times(500, (n) =>
        anAlert(`a${from + n}`, {
          name: `Rule${(from + n) % 97}`,
          service: `service-${(from + n) % 60}`,
          severity: severities[n % 4],
          status: n % 3 === 0 ? 'firing' : 'resolved',
          lastSeenAt: start + from + n,
          description: text,
        })
      );
      await store.commit(aChange({ alerts: portion }));
    }
  });
  const total = alerts + commits;
  while ((await store.listAlerts(alertQuery({ limit: 1 }))).total < total) {
    await new Promise(setImmediate);
  }
  return {
    append_events_per_second_16_callers: Math.round(singles / single),
    append_events_per_second_batches_of_100: Math.round((batches * 100) / batched),
    event_and_commit_per_second_16_callers: Math.round(commits / committed),
    alerts_per_second_commits_of_500: Math.round(alerts / filled),
    alerts_stored: total,
    list_firing_ms: await medianMs(() => store.listAlerts(alertQuery({ status: ['firing'] }))),
    list_by_severity_ms: await medianMs(() => store.listAlerts(alertQuery({ status: ['firing'], sort: 'severity' }))),
    list_by_text_ms: await medianMs(() => store.listAlerts(alertQuery({ text: 'rule42 service-7' }))),
    facets_ms: await medianMs(() => store.facets({ status: ['firing'] })),
    facets_by_text_ms: await medianMs(() => store.facets({ status: ['firing'], text: 'rule42' })),
  };
};

/**
 * What the alert stores take in and give out. `--elasticsearch URL` measures a server instead of the embedded store;
 * `--scale 0.1` makes it ten times shorter.
 */
export const run = async (args: string[]): Promise<Record<string, number>> => {
  const { values } = parseArgs({ args, options: { elasticsearch: { type: 'string' }, scale: { type: 'string' } } });
  const url = values.elasticsearch;
  const prefix = `bench-${randomUUID()}`;
  const dataDir = await mkdtemp(join(tmpdir(), 'watchroom-bench-'));
  const access = { apiKey: null, username: null, password: null };
  const store = openAlertStore(
    { dataDir, retentionDays: 30, elasticsearch: url === undefined ? null : { url, prefix, ...access } },
    { registry: new Registry(), logger: pino({ level: 'silent' }) }
  );
  try {
    return await measure(store, Number(values.scale ?? 1));
  } finally {
    await store.close();
    await rm(dataDir, { recursive: true });
    if (url !== undefined) {
      const client = new Client({ node: url });
      await removeIndices(client, prefix);
      await client.close();
    }
  }
};
