import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { calendarProblem } from './calendar-schema.js';
import { InvalidConfig, type ConfigProblem } from './config-error.js';
import { sourceProblem } from './query-source.js';
import type { ConfigFile } from './schema.js';
import type { LocatedSource } from './source-settings.js';
import { readYamlFile, type YamlFile } from './yaml-file.js';

const sections = ['sources', 'calendars', 'detectors', 'correlation', 'views'] as const;
const maxFileBytes = 4 * 1024 * 1024;

/** What the YAML files of a folder say together. */
export interface ConfigDir extends Pick<ConfigFile, 'calendars' | 'detectors' | 'correlation' | 'views'> {
  files: string[];
  /** With the place of each, since their secrets are read later. */
  sources: LocatedSource[];
}

/**
 * Reads every `*.yaml` and `*.yml` below `dir`, by path. Names of sources, calendars, detectors and rules are unique over all files.
 *
 * @throws {InvalidConfig} holding everything that is wrong in all files.
 */
export const readConfigDir = async (dir: string): Promise<ConfigDir> => {
  const files = await Promise.all((await findFiles(dir)).map((file) => readOne(file)));
  const problems = files.flatMap((file) => file.problems);
  problems.push(
    ...sections.flatMap((section) => repeatedNames(files, section)),
    ...wrongSources(files),
    ...unknownCalendars(files)
  );
  if (problems.length > 0) {
    throw new InvalidConfig(problems);
  }
  return {
    files: files.map(({ file }) => file),
    sources: files.flatMap(({ file, config, lineOf }) =>
      (config?.sources ?? []).map((source, index) => ({
        config: source,
        file,
        index,
        lineOf: (key) => lineOf(['sources', index, ...key.split('.')]),
      }))
    ),
    calendars: files.flatMap(({ config }) => config?.calendars ?? []),
    detectors: files.flatMap(({ config }) => config?.detectors ?? []),
    correlation: files.flatMap(({ config }) => config?.correlation ?? []),
    views: files.flatMap(({ config }) => config?.views ?? []),
  };
};

const reason = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  const known: Record<string, string> = {
    ENOENT: 'there is no such folder',
    ENOTDIR: 'is not a folder',
    EACCES: 'may not be read by this user',
  };
  return known[String(code)] ?? (error instanceof Error ? error.message : String(error));
};

const findFiles = async (dir: string): Promise<string[]> => {
  try {
    const entries = await readdir(dir, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => !entry.isDirectory() && /\.ya?ml$/i.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch (error) {
    throw new InvalidConfig([{ file: dir, line: null, key: '', message: reason(error) }]);
  }
};

const readOne = async (file: string): Promise<YamlFile> => {
  const failed = (message: string): YamlFile => ({
    file,
    config: null,
    problems: [{ file, line: 1, key: '', message }],
    lineOf: () => null,
    rawAt: () => undefined,
  });
  try {
    const bytes = await readFile(file);
    if (bytes.length > maxFileBytes) {
      return failed(`has ${bytes.length} bytes; at most ${maxFileBytes} are read`);
    }
    return readYamlFile(file, new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    return failed(error instanceof TypeError ? 'is not valid UTF-8' : reason(error));
  }
};

/** Looks at the raw values, so that files with other faults are compared too. */
const repeatedNames = (files: YamlFile[], section: (typeof sections)[number]): ConfigProblem[] => {
  const seen = new Map<string, string>();
  const problems: ConfigProblem[] = [];
  for (const file of files) {
    const list = file.rawAt([section]);
    for (const index of Array.isArray(list) ? list.keys() : []) {
      const path = [section, index, 'name'];
      const name = file.rawAt(path);
      if (typeof name !== 'string') {
        continue;
      }
      const line = file.lineOf(path);
      const first = seen.get(name.trim());
      if (first === undefined) {
        seen.set(name.trim(), `${file.file}:${line ?? 1}`);
      } else {
        problems.push({
          file: file.file,
          line,
          key: `${section}[${index}].name`,
          message: `"${name.trim()}" is used already in ${first}`,
        });
      }
    }
  }
  return problems;
};

const listIn = (file: YamlFile, section: string): unknown[] => {
  const list = file.rawAt([section]);
  return Array.isArray(list) ? list : [];
};

/** Queries of detectors that name no source, or one of another type. Looks at the raw values, as `repeatedNames` does. */
const wrongSources = (files: YamlFile[]): ConfigProblem[] => {
  const types = new Map<string, string>();
  for (const file of files) {
    for (const index of listIn(file, 'sources').keys()) {
      types.set(String(file.rawAt(['sources', index, 'name'])).trim(), String(file.rawAt(['sources', index, 'type'])));
    }
  }
  return files.flatMap((file) =>
    [...listIn(file, 'detectors').keys()].flatMap((index): ConfigProblem[] => {
      const path = ['detectors', index, 'query'];
      const source = file.rawAt([...path, 'source']);
      const message =
        typeof source === 'string' ? sourceProblem(String(file.rawAt([...path, 'type'])), source.trim(), types) : null;
      return message === null
        ? []
        : [
            {
              file: file.file,
              line: file.lineOf([...path, 'source']),
              key: `detectors[${index}].query.source`,
              message,
            },
          ];
    })
  );
};

/** Calendars that detectors name and no file has. */
const unknownCalendars = (files: YamlFile[]): ConfigProblem[] => {
  const known = new Set(
    files.flatMap((file) =>
      [...listIn(file, 'calendars').keys()].map((index) => String(file.rawAt(['calendars', index, 'name'])).trim())
    )
  );
  return files.flatMap((file) =>
    [...listIn(file, 'detectors').keys()].flatMap((index) => {
      const path = ['detectors', index, 'calendars'];
      const named = file.rawAt(path);
      return (Array.isArray(named) ? named : []).flatMap((name: unknown, at): ConfigProblem[] => {
        const message = typeof name === 'string' ? calendarProblem(name.trim(), known) : null;
        const key = `detectors[${index}].calendars[${at}]`;
        return message === null ? [] : [{ file: file.file, line: file.lineOf([...path, at]), key, message }];
      });
    })
  );
};
