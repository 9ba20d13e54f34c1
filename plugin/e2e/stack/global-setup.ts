import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { findGrafana, startGrafana } from '../../../scripts/grafana.mjs';
import { freePort, inRoot, startProcess, waitForHttp } from '../../../scripts/processes.mjs';
import { startHost } from '../../host/server.mjs';
import type { Target } from './target';

export interface Stack {
  companionUrl: string;
  token: string;
  targets: Target[];
}

declare module 'vitest' {
  interface ProvidedContext {
    stack: Stack;
  }
}

const pluginSecret = 'browser-tests-share-this-secret';
const token = 'browser-tests-use-this-token';

const startCompanion = async (data: string, port: number) => {
  const tail: string[] = [];
  const companion = startProcess('The companion', process.execPath, [inRoot('companion/bin/companion.cjs')], {
    log: (line: string) => {
      tail.push(line);
      tail.splice(0, tail.length - 50);
    },
    env: {
      WATCHROOM_PORT: String(port),
      WATCHROOM_DATA: data,
      WATCHROOM_CONFIG: inRoot('provisioning/watchroom'),
      WATCHROOM_TOKEN: token,
      WATCHROOM_PLUGIN_SECRET: pluginSecret,
      WATCHROOM_COLLECT_HOST: 'true',
      WATCHROOM_LAB: 'bad-deploy',
      WATCHROOM_LOG_LEVEL: 'warn',
    },
  });
  const url = `http://127.0.0.1:${port}`;
  await waitForHttp(`${url}/readyz`, { seconds: 90, ended: companion.ended }).catch((error: unknown) => {
    throw new Error(`${String(error)}\n${tail.join('\n')}`);
  });
  return { url, stop: companion.stop };
};

/** Starts one companion with the simulated shop, and every place that shows the plugin. */
export default async function setup(project: TestProject) {
  const data = await mkdtemp(join(tmpdir(), 'watchroom-browser-'));
  const closers: Array<() => Promise<unknown>> = [];
  const companion = await startCompanion(data, await freePort());
  closers.push(companion.stop);

  const targets: Target[] = [];
  for (const world of ['grafana-10', 'grafana-13']) {
    const host = await startHost({ world, companionUrl: companion.url, pluginSecret });
    closers.push(host.close);
    targets.push({ name: `host ${world}`, kind: 'host', url: host.url });
  }
  const grafana = process.env['GRAFANA_HOME'] ? findGrafana() : null;
  if (grafana) {
    const started = await startGrafana(grafana, data, {
      port: await freePort(),
      companionUrl: companion.url,
      pluginSecret,
      log: (line: string) => /level=(error|warn)/.test(line) && console.log(line),
    });
    closers.push(started.stop);
    targets.push({ name: 'Grafana', kind: 'grafana', url: started.url });
  } else if (process.env['GRAFANA_URL']) {
    targets.push({ name: 'Grafana', kind: 'grafana', url: process.env['GRAFANA_URL'] });
  }
  project.provide('stack', { companionUrl: companion.url, token, targets });

  return async () => {
    for (const close of closers.reverse()) {
      await close();
    }
    await rm(data, { recursive: true, force: true });
  };
}
