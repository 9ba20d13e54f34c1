import { resolve } from 'node:path';
import { readOrMakeAdminToken } from '../ops/admin-token.js';
import { noConfig, readConfigDir } from './config-dir.js';
import { InvalidConfig, type ConfigProblem } from './config-error.js';
import { environment } from './environment.js';
import { readSecretFiles, type Environment } from './secrets.js';
import { readSenders } from './sender-settings.js';
import type { Settings } from './settings.js';
import { readSources } from './source-settings.js';
import { clickhouseSettings, elasticsearchSettings, storeProblems } from './store-urls.js';

/** What the command line says; it wins over the environment. */
export interface SettingsOverrides {
  host?: string;
  port?: string | number;
  data?: string;
  lab?: string | false;
  collectHost?: boolean;
  logLevel?: string;
}

export interface SettingsSource {
  env: Environment;
  overrides?: SettingsOverrides;
  /** Folder of YAML files; else `WATCHROOM_CONFIG`. */
  configDir?: string;
}

/**
 * Everything the companion can be told, checked. Makes the admin token where none is given.
 *
 * @throws {InvalidConfig} holding everything that is wrong, in the environment and in all YAML files.
 */
export const loadSettings = async ({ env, overrides = {}, configDir }: SettingsSource): Promise<Settings> => {
  const secrets = await readSecretFiles({ ...env, ...overriddenVariables(overrides) });
  const problems: ConfigProblem[] = [...secrets.problems];
  const checked = environment.safeParse(secrets.env);
  if (!checked.success) {
    problems.push(...checked.error.issues.map(environmentProblem));
  } else {
    problems.push(...storeProblems(checked.data));
  }
  const folder = configDir ?? secrets.env.WATCHROOM_CONFIG;
  const yaml = folder === undefined ? noConfig : await orProblems(readConfigDir(folder), problems);
  const sources = await readSources(yaml?.sources ?? [], env);
  const senders = await readSenders(yaml?.senders ?? [], env);
  problems.push(...sources.problems, ...senders.problems);
  if (!checked.success || yaml === null || problems.length > 0) {
    throw new InvalidConfig(problems);
  }
  const values = checked.data;
  const dataDir = resolve(values.WATCHROOM_DATA);
  return {
    host: values.WATCHROOM_HOST,
    port: values.WATCHROOM_PORT,
    dataDir,
    configDir: folder === undefined ? null : resolve(folder),
    logLevel: values.WATCHROOM_LOG_LEVEL,
    clickhouse: clickhouseSettings(values),
    elasticsearch: elasticsearchSettings(values),
    adminToken: values.WATCHROOM_TOKEN ?? (await keptToken(dataDir)),
    pluginSecret: values.WATCHROOM_PLUGIN_SECRET ?? null,
    intakeTokens: values.WATCHROOM_INTAKE_TOKENS,
    allowedOrigins: values.WATCHROOM_ALLOWED_ORIGINS,
    collectHost: values.WATCHROOM_COLLECT_HOST,
    lab: values.WATCHROOM_LAB,
    retentionDays: values.WATCHROOM_RETENTION_DAYS,
    sources: sources.sources,
    calendars: yaml.calendars,
    detectors: yaml.detectors,
    correlation: yaml.correlation,
    senders: senders.senders,
    enrichment: yaml.enrichment,
    lifecycle: yaml.lifecycle,
    logs: yaml.logs,
    suppression: yaml.suppression,
    topology: yaml.topology,
    views: yaml.views,
  };
};

const overriddenVariables = ({ host, port, data, lab, collectHost, logLevel }: SettingsOverrides): Environment => ({
  ...(host !== undefined && { WATCHROOM_HOST: host }),
  ...(port !== undefined && { WATCHROOM_PORT: String(port) }),
  ...(data !== undefined && { WATCHROOM_DATA: data }),
  ...(lab !== undefined && { WATCHROOM_LAB: lab === false ? 'none' : lab }),
  ...(collectHost !== undefined && { WATCHROOM_COLLECT_HOST: String(collectHost) }),
  ...(logLevel !== undefined && { WATCHROOM_LOG_LEVEL: logLevel }),
});

const environmentProblem = (issue: { path: PropertyKey[]; message: string }): ConfigProblem => ({
  file: null,
  line: null,
  key: String(issue.path[0] ?? ''),
  message: issue.message,
});

const orProblems = async <T>(work: Promise<T>, problems: ConfigProblem[]): Promise<T | null> => {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof InvalidConfig)) {
      throw error;
    }
    problems.push(...error.problems);
    return null;
  }
};

const keptToken = async (dataDir: string): Promise<string> => {
  try {
    return await readOrMakeAdminToken(dataDir);
  } catch (error) {
    const message = `the admin token can't be kept in ${dataDir}: ${error instanceof Error ? error.message : String(error)}`;
    throw new InvalidConfig([{ file: null, line: null, key: 'WATCHROOM_DATA', message }]);
  }
};
