import { existsSync } from 'node:fs';
import { lstat, mkdir, symlink } from 'node:fs/promises';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { inRoot, startProcess, waitForHttp } from './processes.mjs';

const pluginIds = [
  'watchroom-aiops-app',
  'watchroom-anomaly-panel',
  'watchroom-alertlist-panel',
  'watchroom-series-datasource',
];
const image = `grafana/grafana:${process.env.GRAFANA_VERSION ?? '13.2.2'}`;

const binaryIn = (home) =>
  ['bin/grafana', `bin/linux-${process.arch === 'arm64' ? 'arm64' : 'amd64'}/grafana`, 'bin/darwin-arm64/grafana']
    .map((path) => join(home, path))
    .find((path) => existsSync(path));

const dockerAnswers = () => spawnSync('docker', ['info'], { stdio: 'ignore', timeout: 5000 }).status === 0;

/** How Grafana can be had here: from GRAFANA_HOME, by Docker, or not at all (null). */
export const findGrafana = () => {
  const home = process.env.GRAFANA_HOME;
  if (home) {
    const binary = binaryIn(home);
    if (!binary) {
      throw new Error(`GRAFANA_HOME is ${home}, but there is no bin/grafana in it`);
    }
    return { kind: 'home', home, binary };
  }
  return dockerAnswers() ? { kind: 'docker' } : null;
};

const settings = ({ port, companionUrl, pluginSecret, dashboards }) => ({
  GF_SERVER_HTTP_ADDR: '127.0.0.1',
  GF_SERVER_HTTP_PORT: String(port),
  GF_PLUGINS_ALLOW_LOADING_UNSIGNED_PLUGINS: pluginIds.join(','),
  GF_ANALYTICS_REPORTING_ENABLED: 'false',
  GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
  GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: 'false',
  GF_NEWS_NEWS_FEED_ENABLED: 'false',
  GF_SECURITY_DISABLE_GRAVATAR: 'true',
  GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH: `${dashboards}/this-machine.json`,
  WATCHROOM_URL: companionUrl,
  WATCHROOM_PLUGIN_SECRET: pluginSecret,
  WATCHROOM_INTAKE_TOKEN: '',
  WATCHROOM_DASHBOARDS: dashboards,
});

const startFromHome = async ({ home, binary }, data, options) => {
  const plugins = join(data, 'grafana/plugins');
  await mkdir(plugins, { recursive: true });
  const link = join(plugins, 'watchroom-aiops-app');
  if (!(await lstat(link).catch(() => null))) {
    await symlink(inRoot('plugin/dist'), link, 'dir');
  }
  return startProcess('Grafana', binary, ['server', '--homepath', home], {
    log: options.log,
    env: {
      ...settings({ ...options, dashboards: inRoot('provisioning/grafana/dashboards') }),
      GF_PATHS_DATA: join(data, 'grafana'),
      GF_PATHS_LOGS: join(data, 'grafana/log'),
      GF_PATHS_PLUGINS: plugins,
      GF_PATHS_PROVISIONING: inRoot('provisioning/grafana'),
    },
  });
};

const startInDocker = (options) => {
  const inContainer = '/etc/grafana/provisioning';
  const env = settings({ ...options, dashboards: `${inContainer}/dashboards` });
  return startProcess(
    'Grafana',
    'docker',
    [
      ...['run', '--rm', '--network', 'host', '--name', `watchroom-grafana-${options.port}`],
      ...['-v', `${inRoot('plugin/dist')}:/var/lib/grafana/plugins/watchroom-aiops-app:ro`],
      ...['-v', `${inRoot('provisioning/grafana')}:${inContainer}:ro`],
      // Only names: docker takes the values from our environment, so that the secret is not in the process list.
      ...Object.keys(env).flatMap((name) => ['-e', name]),
      image,
    ],
    { log: options.log, env }
  );
};

/** Starts Grafana with the plugin provisioned; resolves when it answers. */
export const startGrafana = async (found, data, options) => {
  const grafana = found.kind === 'home' ? await startFromHome(found, data, options) : startInDocker(options);
  await waitForHttp(`http://127.0.0.1:${options.port}/api/health`, { seconds: 120, ended: grafana.ended });
  return { ...grafana, url: `http://127.0.0.1:${options.port}` };
};
