import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { ConfigProblem } from './config-error.js';
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
export interface LocatedSource {
  config: SourceConfig;
  file: string;
  /** Index in the file's list. */
  index: number;
  lineOf(key: string): number | null;
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

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
  { config, file, index, lineOf }: LocatedSource,
  env: Environment,
  problems: ConfigProblem[]
): Promise<SourceSettings> => {
  const wrong = (key: string, message: string): null => {
    problems.push({ file, line: lineOf(key), key: `sources[${index}].${key}`, message });
    return null;
  };
  const fromFile = async (key: string, path: string): Promise<string | null> => {
    try {
      const text = (await readFile(resolve(dirname(file), path), 'utf8')).trim();
      return text === '' ? wrong(key, `the file ${path} is empty`) : text;
    } catch (error) {
      return wrong(key, `the file can't be read: ${reasonOf(error)}`);
    }
  };
  const fromVariable = async (key: string, reference: string): Promise<string | null> => {
    const name = reference.slice(2, -1);
    const value = env[name]?.trim();
    const path = env[`${name}_FILE`]?.trim();
    if (value) {
      return value;
    }
    return path ? fromFile(key, resolve(path)) : wrong(key, `the variable ${name} is not set`);
  };
  const secret = (key: string, reference: string | undefined, path: string | undefined): Promise<string | null> => {
    if (reference !== undefined) {
      return fromVariable(key, reference);
    }
    return path === undefined ? Promise.resolve(null) : fromFile(`${key}File`, path);
  };

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
