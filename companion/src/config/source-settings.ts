import type { ConfigProblem } from './config-error.js';
import { createSecretReader, type Located } from './secret-reader.js';
import type { Environment } from './secrets.js';
import type { SourceConfig } from './source-schema.js';

/** A source with its secrets read. */
export interface SourceSettings {
  name: string;
  type: 'clickhouse' | 'prometheus' | 'grafana';
  /** Without credentials, without a slash at its end. */
  url: string;
  /** Of ClickHouse only. */
  database: string | null;
  username: string | null;
  password: string | null;
  /** Sent as a bearer token. */
  token: string | null;
  /** Authorities (PEM) that are trusted instead of the system's; null: the system's. */
  ca: string | null;
  timeoutMs: number;
  delayMs: number;
}

/** A source as written, and where. */
export type LocatedSource = Located<SourceConfig>;

/**
 * Reads the secrets that sources name: variables of the environment (or `NAME_FILE`, as for Watchroom's own) and files; paths are
 * relative to the YAML file.
 */
export const readSources = async (
  sources: LocatedSource[],
  env: Environment
): Promise<{ sources: SourceSettings[]; problems: ConfigProblem[] }> => {
  const problems: ConfigProblem[] = [];
  const settings = await Promise.all(sources.map((source) => readSource(source, env, problems)));
  return { sources: settings, problems };
};

const readSource = async (
  located: LocatedSource,
  env: Environment,
  problems: ConfigProblem[]
): Promise<SourceSettings> => {
  const { config } = located;
  const { wrong, fromFile, secret } = createSecretReader('sources', located, env, problems);
  const { username, password, passwordFile } = config.type === 'grafana' ? {} : config;
  const { token, tokenFile } = config.type === 'clickhouse' ? {} : config;
  const caOf = async (): Promise<string | null> => {
    const pem = config.tls === null ? null : await fromFile('tls.caFile', config.tls.caFile);
    return pem === null || pem.includes('-----BEGIN CERTIFICATE-----')
      ? pem
      : wrong('tls.caFile', 'holds no certificate (PEM)');
  };
  return {
    name: config.name,
    type: config.type,
    url: config.url.replace(/\/+$/, ''),
    database: config.type === 'clickhouse' ? config.database : null,
    username: username ?? null,
    password: await secret('password', password, passwordFile),
    token: await secret('token', token, tokenFile),
    ca: await caOf(),
    timeoutMs: config.timeoutSeconds * 1000,
    delayMs: config.delaySeconds * 1000,
  };
};
