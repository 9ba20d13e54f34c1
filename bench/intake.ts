import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { freePort, startProcess, waitForHttp } from '../scripts/processes.mjs';
import { elasticsearchServer } from './elasticsearch-server.js';
import { httpLoad, postBytes, type LoadResult } from './http-load.js';

const ALERTMANAGER = '/usr/bin/prometheus-alertmanager';
const CONNECTIONS = 16;
const BATCH = 100;
/** As many different alerts, which are said again and again. */
const ALERTS = 10_000;

/** An alert of about 800 bytes as Prometheus sends it. */
const alert = (index: number): unknown => ({
  labels: {
    alertname: `HighLatency${index % 50}`,
    service: `service-${index % 97}`,
    instance: `10.1.${index % 250}.${index % 199}:8080`,
    pod: `pod-${index}`,
    namespace: 'shop',
    cluster: 'eu-west-1',
    severity: ['critical', 'high', 'warning'][index % 3],
  },
  annotations: {
    summary: `95th percentile of latency is high on pod-${index}`,
    description: `The 95th percentile of the latency of requests has been above 500 ms for five minutes. ${'Look at the dashboard and the runbook. '.repeat(6)}`,
    runbook_url: 'https://runbooks.example.com/high-latency',
  },
  startsAt: '2026-11-23T10:00:00Z',
  generatorURL: 'http://prometheus.example.com:9090/graph?g0.expr=histogram_quantile',
});

/** A server that runs until it is stopped. */
interface Target {
  pid: number;
  port: number;
  stop(): Promise<void>;
}

const start = async (
  name: string,
  command: string,
  args: string[],
  port: number,
  path: string,
  env: Record<string, string> = {}
): Promise<Target> => {
  const { pid = 0, ended, stop } = startProcess(name, command, args, { log: (line) => console.error(line), env });
  await waitForHttp(`http://127.0.0.1:${port}${path}`, { seconds: 60, ended });
  return { pid, port, stop };
};

const startCompanion = async (folder: string, env: Record<string, string> = {}): Promise<Target> => {
  const port = await freePort();
  const args = ['companion/bin/companion.cjs', '--port', String(port), '--data', folder];
  const quiet = ['--no-lab', '--no-collect-host', '--log-level', 'error'];
  return start('the companion', process.execPath, [...args, ...quiet], port, '/readyz', env);
};

const startAlertmanager = async (folder: string): Promise<Target> => {
  const port = await freePort();
  const config = join(folder, 'alertmanager.yml');
  await writeFile(config, 'route: { receiver: none }\nreceivers: [{ name: none }]\n');
  const flags = [
    `--config.file=${config}`,
    `--storage.path=${folder}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--cluster.listen-address=',
    '--log.level=error',
  ];
  return start('Alertmanager', ALERTMANAGER, flags, port, '/-/ready');
};

/** Processor seconds that a process and its threads have used, by Linux. */
const cpuSeconds = async (pid: number): Promise<number> => {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
};

/** How many events the companion has accepted and applied since its start. */
const counted = async (port: number, metric: string): Promise<number> => {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return text
    .split('\n')
    .filter((line) => line.startsWith(metric))
    .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
};

const requestsOf = (size: number): Buffer[] =>
  Array.from({ length: ALERTS / size }, (_, turn) =>
    postBytes('/api/v2/alerts', JSON.stringify(Array.from({ length: size }, (_, index) => alert(turn * size + index))))
  );

const measure = async (target: Target, size: number, ms: number): Promise<LoadResult & { cpu: number }> => {
  const requests = requestsOf(size);
  const next = (turn: number): Buffer => requests[turn % requests.length] as Buffer;
  // As long as what is measured: what is slow at first is the compiler, which a server that runs for weeks does not see.
  await httpLoad({ port: target.port, connections: CONNECTIONS, ms, next });
  const before = await cpuSeconds(target.pid);
  const result = await httpLoad({ port: target.port, connections: CONNECTIONS, ms, next });
  return { ...result, cpu: (await cpuSeconds(target.pid)) - before };
};

const figuresOf = (name: string, size: number, result: LoadResult & { cpu: number }): Record<string, number> => {
  const refused = result.requests - (result.statuses[200] ?? 0);
  if (refused > 0) {
    throw new Error(
      `${name}: ${refused} of ${result.requests} requests were refused: ${JSON.stringify(result.statuses)}`
    );
  }
  const mode = size === 1 ? 'single' : 'batched';
  const alerts = result.requests * size;
  return {
    [`${name}_${mode}_per_second`]: Math.round(alerts / result.seconds),
    [`${name}_${mode}_p50_ms`]: Number(result.p50Ms.toFixed(1)),
    [`${name}_${mode}_p99_ms`]: Number(result.p99Ms.toFixed(1)),
    [`${name}_${mode}_cpu_us_per_alert`]: Math.round((result.cpu / alerts) * 1e6),
  };
};

const runTarget = async (
  name: string,
  startTarget: (folder: string) => Promise<Target>,
  ms: number
): Promise<Record<string, number>> => {
  const folder = await mkdtemp(join(tmpdir(), 'watchroom-intake-'));
  try {
    const target = await startTarget(folder);
    try {
      const figures: Record<string, number> = {};
      for (const size of [1, BATCH]) {
        Object.assign(figures, figuresOf(name, size, await measure(target, size, ms)));
        if (name.startsWith('watchroom')) {
          const began = performance.now();
          while ((await counted(target.port, 'watchroom_pipeline_queued_events')) > 0) {
            await delay(50);
          }
          figures[`state_after_${size === 1 ? 'single' : 'batched'}_seconds`] = Number(
            ((performance.now() - began) / 1000).toFixed(2)
          );
        }
      }
      return figures;
    } finally {
      await target.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const benchElasticsearch = async (url: string | undefined, ms: number): Promise<Record<string, number>> => {
  const server = await elasticsearchServer(url);
  if (!server) {
    return {};
  }
  const env = { ELASTICSEARCH_URL: server.url, ELASTICSEARCH_PREFIX: `bench-${randomUUID()}` };
  try {
    return await runTarget('watchroom_elasticsearch', (folder) => startCompanion(folder, env), ms);
  } finally {
    await server.stop();
  }
};

/**
 * `--seconds N` of load each (8), after as long to warm up: alerts that the companion on its embedded store, and a real Alertmanager where Debian's
 * is installed, take a second over 16 connections, one by one and 100 at a time; how long the answer takes; and when the alerts' state has
 * caught up. Then the companion on Elasticsearch: `--elasticsearch URL` names a server, else one is started where the start script is;
 * `--only embedded|elasticsearch` leaves one out.
 */
export async function run(args: string[]): Promise<Record<string, number>> {
  const { values } = parseArgs({
    args,
    options: {
      seconds: { type: 'string', default: '8' },
      elasticsearch: { type: 'string' },
      only: { type: 'string' },
    },
    allowPositionals: true,
  });
  const ms = Number(values.seconds) * 1000;
  const withElasticsearch = values.only === 'embedded' ? {} : await benchElasticsearch(values.elasticsearch, ms);
  if (values.only === 'elasticsearch') {
    return withElasticsearch;
  }
  const ours = await runTarget('watchroom', startCompanion, ms);
  if (!existsSync(ALERTMANAGER)) {
    return { ...ours, ...withElasticsearch };
  }
  const theirs = await runTarget('alertmanager', startAlertmanager, ms);
  const ratio = (mode: string): number =>
    Number(
      ((ours[`watchroom_${mode}_per_second`] ?? NaN) / (theirs[`alertmanager_${mode}_per_second`] ?? NaN)).toFixed(2)
    );
  return {
    ...ours,
    ...theirs,
    single_ratio: ratio('single'),
    batched_ratio: ratio('batched'),
    ...withElasticsearch,
  };
}
