import { readFile } from 'node:fs/promises';
import type { ConfigProblem } from './config-error.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Variables that may also be given as the path of a file: `WATCHROOM_TOKEN_FILE`, as container secrets are. */
const fromFile = [
  'WATCHROOM_TOKEN',
  'WATCHROOM_PLUGIN_SECRET',
  'WATCHROOM_INTAKE_TOKENS',
  'CLICKHOUSE_URL',
  'CLICKHOUSE_PASSWORD',
  'ELASTICSEARCH_URL',
  'ELASTICSEARCH_API_KEY',
  'ELASTICSEARCH_PASSWORD',
] as const;

/** The environment with each `X_FILE` read into `X`. Empty variables count as not set. */
export const readSecretFiles = async (env: Environment): Promise<{ env: Environment; problems: ConfigProblem[] }> => {
  const filled: Record<string, string | undefined> = {};
  for (const [key, value] of Object.entries(env)) {
    filled[key] = value?.trim() || undefined;
  }
  const problems: ConfigProblem[] = [];
  const wrong = (key: string, message: string) => problems.push({ file: null, line: null, key, message });
  for (const name of fromFile) {
    const variable = `${name}_FILE`;
    const path = filled[variable];
    if (path === undefined) {
      continue;
    }
    if (filled[name] !== undefined) {
      wrong(variable, `${name} is set as well; keep one of them`);
      continue;
    }
    try {
      filled[name] = (await readFile(path, 'utf8')).trim() || undefined;
      if (filled[name] === undefined) {
        wrong(variable, `the file ${path} is empty`);
      }
    } catch (error) {
      wrong(variable, `the file can't be read: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { env: filled, problems };
};
