import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Client } from '@elastic/elasticsearch';
import type { Alert, AlertFilter } from '@watchroom/contract';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import type { AlertStore } from '../companion/src/stores/alert-store.js';
import { aliasesOf } from '../companion/src/stores/elasticsearch/index-names.js';
import { openAlertStore } from '../companion/src/stores/open-alert-store.js';
import { aChange, alertQuery, anAlert, minute, start, times } from '../companion/test/stores/alert-documents.js';
import { elasticsearchServer } from './elasticsearch-server.js';

const severities = ['critical', 'high', 'warning', 'info'] as const;
const senders = ['alertmanager', 'grafana', 'watchroom', 'zabbix'] as const;

/** An alert of a fleet: 97 rules, 60 services, 12 teams, pods of its own; every twentieth is open, spread over all ages. */
const fleetAlert = (n: number, count: number): Alert => {
  const service = `service-${(n * 7) % 60}`;
  const open = n % 20 === 0;
  const at = start + Math.floor(((n * 2_654_435_761) % count) * (30 * 24 * 60 * minute)) / count;
  return anAlert(`bench-${n}`, {
    name: `Rule${(n * 13) % 97}TooHigh`,
    service,
    severity: severities[(n * 3 + Math.floor(n / 20)) % 4],
    sender: senders[(n >> 3) % 4],
    status: open ? 'firing' : 'resolved',
    triage: open ? (n % 60 === 0 ? 'acknowledged' : 'open') : n % 3 === 0 ? 'closed' : 'open',
    assignee: n % 60 === 0 ? `user-${n % 17}` : null,
    summary: `The p99 of ${service} was ${n % 1000} ms for five minutes`,
    description:
      'Answer times are above what was promised. See the runbook, look at the last deploy and at the database. '.repeat(
        2
      ),
    labels: {
      team: `team-${(n * 7) % 12}`,
      cluster: `eu-${n % 4}`,
      namespace: `ns-${(n * 7) % 30}`,
      instance: `10.${n % 7}.${n % 200}.${n % 250}:9100`,
      pod: `${service}-${(n * 40_503).toString(36)}`,
      env: n % 10 === 0 ? 'staging' : 'production',
    },
    startsAt: at,
    firstSeenAt: at,
    lastSeenAt: at + (n % 30) * minute,
    endsAt: open ? null : at + 30 * minute,
    eventCount: 1 + (n % 50),
  });
};

/** What people ask an inbox, with how often it stands in the mix. */
const asked: Array<{ name: string; filter: AlertFilter }> = [
  { name: 'inbox', filter: { status: ['firing'], triage: ['open', 'acknowledged', 'snoozed'] } },
  { name: 'severity', filter: { status: ['firing'], severity: ['critical', 'high'] } },
  { name: 'service', filter: { status: ['firing'], service: ['service-7'] } },
  { name: 'team', filter: { status: ['firing'], team: ['team-3'], q: 'severity>=high' } },
  { name: 'label', filter: { status: ['firing'], q: 'label.cluster:eu-1' } },
  { name: 'wildcard', filter: { status: ['firing'], q: 'label.pod:service-7-*' } },
  { name: 'word', filter: { status: ['firing'], q: 'rule42' } },
  { name: 'words', filter: { status: ['firing'], q: 'service-21 "five minutes"' } },
  { name: 'time', filter: { status: ['firing'], q: 'eventCount>10 startsAt>2026-11-25' } },
  { name: 'everything', filter: {} },
  { name: 'word_in_everything', filter: { q: 'rule42' } },
  { name: 'label_in_everything', filter: { q: 'label.env:production -severity:info' } },
];

const msOf = async (work: () => Promise<unknown>): Promise<number> => {
  const from = performance.now();
  await work();
  return performance.now() - from;
};

const quantile = (values: number[], q: number): number =>
  Math.round(
    ([...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))] ?? NaN) * 10
  ) / 10;

const fill = async (store: AlertStore, count: number): Promise<void> => {
  const portion = 1000;
  for (let from = 0; from < count; from += 4 * portion) {
    const portions = times(4, (part) =>
      times(portion, (n) => from + (part - 1) * portion + n - 1).filter((n) => n < count)
    ).filter((part) => part.length > 0);
    await Promise.all(portions.map((part) => store.commit(aChange({ alerts: part.map((n) => fleetAlert(n, count)) }))));
  }
  // Makes them visible, and merges what is there.
  await store.listAlerts(alertQuery({ limit: 1 }));
};

const measure = async (store: AlertStore, rounds: number): Promise<Record<string, number>> => {
  const first = await msOf(() => store.listAlerts(alertQuery(asked[0]?.filter)));
  const lists: number[] = [];
  const facets: number[] = [];
  const slowest: Record<string, number> = {};
  for (const { name, filter } of asked) {
    const own: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const sort = (['lastSeenAt', 'severity', 'startsAt', 'name'] as const)[round % 4];
      own.push(await msOf(() => store.listAlerts(alertQuery({ ...filter, sort, limit: 100 }))));
      // A word that no other asks besides, so that no answer comes from a cache.
      const q = `${filter.q ?? ''} -id:nobody-${round}`;
      facets.push(await msOf(() => store.facets({ ...filter, q }, round % 4 === 0 ? ['cluster'] : [])));
      own.push(facets.at(-1) ?? 0);
    }
    lists.push(...own.filter((_, index) => index % 2 === 0));
    slowest[`p95_${name}_ms`] = quantile(own, 0.95);
  }
  const pages: number[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < rounds; page += 1) {
    pages.push(
      await msOf(async () => {
        const answer = await store.listAlerts(alertQuery({ ...asked[0]?.filter, limit: 100, cursor }));
        cursor = answer.nextCursor ?? undefined;
      })
    );
  }
  const values: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    values.push(await msOf(() => store.alertValues('label.pod', `service-${round}`, 20)));
  }
  return {
    first_page_ms: Math.round(first * 10) / 10,
    filter_p50_ms: quantile(lists, 0.5),
    filter_p95_ms: quantile(lists, 0.95),
    facets_p50_ms: quantile(facets, 0.5),
    facets_p95_ms: quantile(facets, 0.95),
    next_page_p95_ms: quantile(pages, 0.95),
    completion_p95_ms: quantile(values, 0.95),
    ...slowest,
  };
};

const prefixed = (prefix: string, figures: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [`${prefix}_${name}`, value]));

const quiet = () => ({ registry: new Registry(), logger: pino({ level: 'silent' }) });

const benchEmbedded = async (count: number, rounds: number): Promise<Record<string, number>> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'watchroom-bench-'));
  const open = async (): Promise<AlertStore> => {
    const store = openAlertStore({ dataDir, retentionDays: 30, elasticsearch: null }, quiet());
    await store.open();
    return store;
  };
  try {
    const filling = await open();
    const seconds = (await msOf(() => fill(filling, count))) / 1000;
    await filling.close();
    const store = await open();
    const restart = await msOf(() => store.listAlerts(alertQuery({ limit: 1 })));
    const figures = await measure(store, rounds);
    await store.close();
    return {
      fill_per_second: Math.round(count / seconds),
      restart_to_first_list_ms: Math.round(restart),
      ...figures,
      rss_mb: Math.round(process.memoryUsage().rss / 1e6),
    };
  } finally {
    await rm(dataDir, { recursive: true });
  }
};

const benchElasticsearch = async (url: string, count: number, rounds: number): Promise<Record<string, number>> => {
  const prefix = `bench-${randomUUID()}`;
  const access = { url, prefix, apiKey: null, username: null, password: null };
  const store = openAlertStore({ dataDir: '', retentionDays: 30, elasticsearch: access }, quiet());
  const client = new Client({ node: url });
  try {
    await store.open();
    const seconds = (await msOf(() => fill(store, count))) / 1000;
    return { fill_per_second: Math.round(count / seconds), ...(await measure(store, rounds)) };
  } finally {
    await store.close();
    await client.indices.delete({ index: Object.values(aliasesOf(prefix)).map((alias) => `${alias}-000001`) });
    await client.indices.deleteIndexTemplate({ name: `${prefix}-*` });
    await client.close();
  }
};

/**
 * The inbox with a million stored alerts, 50,000 of them open: first page, filters, facets, further pages and completion, in both
 * stores. `--elasticsearch URL` names a server, else one is started where the start script is; `--scale 0.1` makes it ten times smaller,
 * `--only embedded|elasticsearch` leaves one out.
 */
export const run = async (args: string[]): Promise<Record<string, number>> => {
  const { values } = parseArgs({
    args,
    options: {
      elasticsearch: { type: 'string' },
      scale: { type: 'string' },
      only: { type: 'string' },
      rounds: { type: 'string' },
    },
  });
  const count = Math.round(1_000_000 * Number(values.scale ?? 1));
  const rounds = Number(values.rounds ?? 20);
  const figures: Record<string, number> = { alerts_stored: count, alerts_open: Math.ceil(count / 20) };
  if (values.only !== 'elasticsearch') {
    Object.assign(figures, prefixed('embedded', await benchEmbedded(count, rounds)));
  }
  const server = values.only === 'embedded' ? null : await elasticsearchServer(values.elasticsearch);
  if (server) {
    try {
      Object.assign(figures, prefixed('elasticsearch', await benchElasticsearch(server.url, count, rounds)));
    } finally {
      await server.stop();
    }
  }
  return figures;
};
