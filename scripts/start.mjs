// npm start [-- --port N] [--companion-port N] [--data DIR] [--no-lab] [--world grafana-10|grafana-13]
// Builds what is stale, starts the companion on embedded stores with this machine's metrics and the simulated shop, and shows the plugin in
// Grafana (GRAFANA_HOME or Docker) or else in the host page.
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildParts } from './build-parts.mjs';
import { findGrafana, startGrafana } from './grafana.mjs';
import { installPackages } from './install.mjs';
import { inRoot, startProcess, waitForHttp } from './processes.mjs';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '3000' },
    'companion-port': { type: 'string', default: '8787' },
    data: { type: 'string', default: inRoot('.data') },
    'no-lab': { type: 'boolean', default: false },
    world: { type: 'string', default: 'grafana-13' },
  },
});

const worlds = ['grafana-10', 'grafana-13'];

const portOf = (name) => {
  const port = Number(values[name]);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new Error(`--${name} ${values[name]} is not a port`);
  }
  return port;
};

/** Reads the secret that plugin and companion share, or makes it. */
const sharedSecret = async (data) => {
  const file = join(data, 'plugin-secret');
  const existing = await readFile(file, 'utf8').catch(() => null);
  if (existing) {
    return existing.trim();
  }
  const secret = randomBytes(32).toString('base64url');
  await writeFile(file, `${secret}\n`, { mode: 0o600 });
  await chmod(file, 0o600);
  return secret;
};

const running = [];
const stopAll = async (code) => {
  for (const part of running.reverse()) {
    await part.stop();
  }
  process.exit(code);
};

const showPage = async (grafana, data, { port, companionUrl, pluginSecret }) => {
  if (grafana) {
    const started = await startGrafana(grafana, data, { port, companionUrl, pluginSecret });
    running.push(started);
    return {
      url: `${started.url}/a/watchroom-aiops-app/inbox`,
      name: 'Grafana (first login admin, admin)',
      dashboards: started.url,
      ended: started.ended,
    };
  }
  const { startHost } = await import(inRoot('plugin/host/server.mjs'));
  const host = await startHost({ world: values.world, companionUrl, pluginSecret, port });
  running.push({ stop: host.close });
  return {
    url: `${host.url}/a/watchroom-aiops-app/inbox`,
    name: `Host page (no Grafana here: set GRAFANA_HOME or start Docker)`,
    dashboards: `${host.url}/d/watchroom-this-machine`,
  };
};

const main = async () => {
  const port = portOf('port');
  const companionPort = portOf('companion-port');
  if (!worlds.includes(values.world)) {
    throw new Error(`--world is one of ${worlds.join(', ')}`);
  }
  const grafana = findGrafana();
  await installPackages({ host: !grafana });
  await buildParts(['contract', 'companion', 'plugin', grafana ? 'backend' : 'host']);

  const data = resolve(values.data);
  await mkdir(data, { recursive: true });
  const pluginSecret = await sharedSecret(data);
  const companionUrl = `http://127.0.0.1:${companionPort}`;
  const companion = startProcess('The companion', process.execPath, [inRoot('companion/bin/companion.cjs')], {
    log: (line) => process.stderr.write(`${line}\n`),
    env: {
      WATCHROOM_PORT: String(companionPort),
      WATCHROOM_DATA: data,
      WATCHROOM_CONFIG: process.env.WATCHROOM_CONFIG ?? inRoot('provisioning/watchroom'),
      WATCHROOM_PLUGIN_SECRET: pluginSecret,
      WATCHROOM_COLLECT_HOST: 'true',
      WATCHROOM_LOG_LEVEL: process.env.WATCHROOM_LOG_LEVEL ?? 'warn',
      WATCHROOM_LAB: values['no-lab'] ? 'none' : 'default',
    },
  });
  running.push(companion);
  await waitForHttp(`${companionUrl}/healthz`, { seconds: 60, ended: companion.ended });
  const page = await showPage(grafana, data, { port, companionUrl, pluginSecret });

  console.log(`
Watchroom is up.
  Inbox       ${page.url}
  Dashboards  ${page.dashboards}
  Shown in    ${page.name}
  Companion   ${companionUrl} (API token in ${join(data, 'token')})
  Data        ${data}
Ctrl+C stops it.`);
  const reason = await Promise.race([companion.ended, page.ended ?? new Promise(() => {})]);
  throw new Error(reason);
};

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => void stopAll(0));
}
main().catch((error) => {
  console.error(error.code === 'EADDRINUSE' ? `Port ${error.port} is taken: choose another by --port` : error.message);
  void stopAll(1);
});
