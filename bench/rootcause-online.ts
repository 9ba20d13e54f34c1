import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import type { Incident, RootCauseResult } from '@watchroom/contract';
import { logCollector } from '../companion/src/rootcause/evidence/logs.js';
import { rootCauseHandlers } from '../companion/src/rootcause/handlers.js';
import { createTimeseriesStore } from '../companion/src/stores/timeseries/create-timeseries-store.js';
import type { DataStore } from '../companion/src/stores/timeseries/data-store.js';
import type { StoredLogLine } from '../companion/src/stores/timeseries/log-store.js';

const minute = 60_000;
const step = 15_000;
const services = 100;
const metrics = ['cpu_percent', 'memory_bytes', 'latency_seconds', 'errors_per_second', 'requests_per_second'];
const instances = 4;
const logLines = 1_000_000;
const logBatch = 50_000;
const templates = 60;
const broken = 'service-42';
const runs = 3;

/** Noise that is the same in each run. */
const noise = (seed: number): number => {
  const x = Math.sin(seed * 12.9898) * 43_758.5453;
  return x - Math.floor(x);
};

const fillSeries = async (store: DataStore, from: number, startsAt: number, to: number): Promise<number> => {
  let series = 0;
  for (let service = 0; service < services; service++) {
    const batch = metrics.flatMap((name, kind) =>
      Array.from({ length: instances }, (_, instance) => {
        const times: number[] = [];
        for (let at = from; at < to; at += step) {
          times.push(at);
        }
        const labels = { service: `service-${service}`, namespace: 'bench', instance: `i${instance}` };
        const worse = (at: number): number =>
          labels.service === broken && at >= startsAt && (kind === 0 || kind === 2) ? 3 : 1;
        const seed = service * 100 + kind * 10 + instance;
        return {
          name,
          labels,
          times,
          values: times.map((at, index) => (20 + 4 * noise(seed + index * 0.37)) * worse(at)),
        };
      })
    );
    series += batch.length;
    await store.insert(batch);
  }
  return series;
};

const fillLogs = async (store: DataStore, from: number, startsAt: number, to: number): Promise<void> => {
  for (let written = 0; written < logLines; written += logBatch) {
    const lines = Array.from({ length: logBatch }, (_, index): StoredLogLine => {
      const at = from + Math.floor(((written + index) / logLines) * (to - from));
      const service = `service-${index % services}`;
      const failed = service === broken && at >= startsAt && index % 2 === 0;
      return {
        at,
        service,
        level: failed ? 'error' : 'info',
        templateId: failed ? 'lost' : `t${Math.floor(noise(written + index) * templates)}`,
        message: failed ? `connection ${index} to the pool was lost` : `request ${index} served in ${index % 97} ms`,
        labels: {},
        traceId: '',
      };
    });
    await store.logs.insert(lines, []);
  }
};

/**
 * How long the page waits for the causes of an incident over 2,000 series and a million log lines in chDB: `first` is what metrics say,
 * `whole` with log lines. Milliseconds; the worst of three runs, both asked at once as the page does.
 */
export async function run(): Promise<Record<string, number>> {
  const folder = await mkdtemp(join(tmpdir(), 'watchroom-rootcause-'));
  const now = Math.floor(Date.now() / minute) * minute;
  const startsAt = now - 20 * minute;
  const from = startsAt - 66 * minute;
  const store = createTimeseriesStore({
    clickhouse: null,
    dataDir: folder,
    retentionDays: 30,
    logger: { info: () => undefined },
    registry: new Registry(),
    clock: { now: () => now },
  });
  try {
    await store.open();
    const series = await fillSeries(store, from, startsAt, now);
    await fillLogs(store, from, startsAt, now);
    const incident = {
      id: 'i',
      title: 'Bench',
      services: ['service-1'],
      sharedLabels: { namespace: 'bench' },
      startsAt,
      resolvedAt: null,
      version: 1,
      rule: 'r',
      groupKey: 'g',
    } as unknown as Incident;
    const result = { first: 0, whole: 0 };
    const cpuBefore = process.cpuUsage();
    let found = 0;
    for (let round = 0; round < runs; round++) {
      const { rootCause } = rootCauseHandlers({
        timeseries: store,
        logs: store.logs,
        collectors: [
          logCollector(store.logs, { canonical: (id) => id, textOf: (id) => (id === 'lost' ? 'pool lost' : id) }),
        ],
        clock: { now: () => now },
        alerts: {
          listAlerts: () => Promise.resolve({ items: [], total: 0, nextCursor: null }),
          getIncidents: () => Promise.resolve([incident]),
          getDocument: () => Promise.resolve(null),
          listDocuments: () => Promise.resolve([]),
          putDocument: () => Promise.resolve(1),
        },
      } as unknown as Parameters<typeof rootCauseHandlers>[0]);
      const ask = async (stage: 'first' | 'whole'): Promise<RootCauseResult> => {
        const began = performance.now();
        const answer = await rootCause({ params: { incidentId: 'i' }, query: { stage } } as never);
        result[stage] = Math.max(result[stage], performance.now() - began);
        return answer;
      };
      const [, whole] = await Promise.all([ask('first'), ask('whole')]);
      found += whole.candidates[0]?.service === broken ? 1 : 0;
    }
    const cpu = process.cpuUsage(cpuBefore);
    return {
      series,
      log_lines: logLines,
      first_evidence_worst_ms: Math.round(result.first),
      whole_worst_ms: Math.round(result.whole),
      // Both stages of one incident, threads of chDB with them: tells a busy machine from slow work.
      cpu_ms: Math.round((cpu.user + cpu.system) / 1000 / runs),
      cause_found_share: found / runs,
    };
  } finally {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}
