import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import type { ConfigProblem } from './config-error.js';
import type { Environment } from './secrets.js';

/** `${NAME}`: a variable of the environment; secrets never stand in the file itself. */
export const variable = z
  .string()
  .regex(
    /^\$\{[A-Za-z_][A-Za-z0-9_]*\}$/,
    'must be a variable of the environment like ${NAME}; for a secret in a file use the key that ends in File'
  );
export const path = z.string().min(1).max(4096);

/** An item of a list in a YAML file, and where it stands. */
export interface Located<T> {
  config: T;
  file: string;
  /** Index in the file's list. */
  index: number;
  lineOf(key: string): number | null;
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export interface SecretReader {
  wrong(key: string, message: string): null;
  /** A file, its path relative to the YAML file; null, with a problem, where it can't be read. */
  fromFile(key: string, path: string): Promise<string | null>;
  /** Of `${NAME}` (or `NAME_FILE`, as for Watchroom's own) or of a file named by `<key>File`; null where neither is given. */
  secret(key: string, reference: string | undefined, path: string | undefined): Promise<string | null>;
}

/** Reads the secrets that one item of `section` names; what is wrong is added to `problems`. */
export const createSecretReader = (
  section: string,
  { file, index, lineOf }: Located<unknown>,
  env: Environment,
  problems: ConfigProblem[]
): SecretReader => {
  const wrong: SecretReader['wrong'] = (key, message) => {
    problems.push({ file, line: lineOf(key), key: `${section}[${index}].${key}`, message });
    return null;
  };
  const fromFile: SecretReader['fromFile'] = async (key, name) => {
    try {
      const text = (await readFile(resolve(dirname(file), name), 'utf8')).trim();
      return text === '' ? wrong(key, `the file ${name} is empty`) : text;
    } catch (error) {
      return wrong(key, `the file can't be read: ${reasonOf(error)}`);
    }
  };
  const fromVariable = async (key: string, reference: string): Promise<string | null> => {
    const name = reference.slice(2, -1);
    const value = env[name]?.trim();
    const named = env[`${name}_FILE`]?.trim();
    if (value) {
      return value;
    }
    return named ? fromFile(key, resolve(named)) : wrong(key, `the variable ${name} is not set`);
  };
  return {
    wrong,
    fromFile,
    secret: (key, reference, name) => {
      if (reference !== undefined) {
        return fromVariable(key, reference);
      }
      return name === undefined ? Promise.resolve(null) : fromFile(`${key}File`, name);
    },
  };
};
