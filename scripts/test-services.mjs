// npm run test:services: the store, intake and response suites against real servers, and accuracy on recorded data (../shared/data). It starts what
// it finds and names what it skips:
//   Elasticsearch   ELASTICSEARCH_URL, or ES_START (a start script that takes a data folder and prints "ready"; ../shared/tools/elasticsearch/start.sh by default)
//   Chromium   the long ways through the browser (*.journey.test.ts), after the others
//   Alerta's command line, ansible-playbook   on the PATH, or put into a folder of their own by pip where there is Python
//   OpenTelemetry's SDK, winston-loki   put into a folder of their own by npm
//   rsyslog   `rsyslogd` on the PATH
//   Prometheus, Alertmanager   `prometheus` and `prometheus-alertmanager` (or `alertmanager`) on the PATH
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildParts } from './build-parts.mjs';
import { findChromium } from './chromium.mjs';
import { installPackages } from './install.mjs';
import { freePort, inRoot, startProcess, waitForHttp } from './processes.mjs';
import { onPath, realSenders } from './real-senders.mjs';
import { report, runVitest } from './test-results.mjs';

const startElasticsearch = async () => {
  if (process.env.ELASTICSEARCH_URL) {
    return { env: { ELASTICSEARCH_URL: process.env.ELASTICSEARCH_URL }, stop: async () => {} };
  }
  const script = process.env.ES_START ?? inRoot('../shared/tools/elasticsearch/start.sh');
  if (!existsSync(script)) {
    return null;
  }
  const data = await mkdtemp(join(tmpdir(), 'watchroom-es-'));
  const port = await freePort();
  const transport = await freePort();
  console.log('Starting Elasticsearch (the first time it is downloaded) ...');
  const server = startProcess('Elasticsearch', 'bash', [script, data], {
    env: { ES_PORT: String(port), ES_TRANSPORT_PORT: String(transport) },
    log: (line) => console.log(`elasticsearch: ${line}`),
  });
  const url = `http://127.0.0.1:${port}`;
  await waitForHttp(url, { seconds: 900, ended: server.ended });
  return {
    env: {
      ELASTICSEARCH_URL: url,
      ES_START: script,
      ES_DATA: data,
      ES_PORT: String(port),
      ES_TRANSPORT_PORT: String(transport),
    },
    stop: async () => {
      await server.stop();
      await rm(data, { recursive: true, force: true });
    },
  };
};

await installPackages({ host: findChromium() !== null });
await buildParts(['contract', 'companion', 'plugin', ...(findChromium() ? ['host'] : [])]);
const elasticsearch = await startElasticsearch();
const env = {
  ...elasticsearch?.env,
  ...(await realSenders()),
  PROMETHEUS_BIN: onPath('prometheus') ?? '',
  ALERTMANAGER_BIN: onPath('prometheus-alertmanager', 'alertmanager') ?? '',
};
try {
  const servers = await runVitest(['services'], env);
  report([servers, ...(findChromium() ? [await runVitest(['journeys'])] : [])]);
} finally {
  await elasticsearch?.stop();
}
