import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { calendarProblem } from './calendar-schema.js';
import { InvalidConfig, type ConfigProblem } from './config-error.js';
import { readEnrichment, type EnrichmentSettings } from './enrichment-tables.js';
import { sourceProblem } from './query-source.js';
import type { SuppressionConfig } from '../suppression/create-suppressions.js';
import { defaultLifecycleConfig, type LifecycleConfig } from './lifecycle-schema.js';
import { defaultLogsConfig, type LogsConfig } from './logs-schema.js';
import type { ConfigFile } from './schema.js';
import type { Located } from './secret-reader.js';
import type { SenderConfig } from './sender-schema.js';
import type { LocatedSource } from './source-settings.js';
import { readYamlFile, type YamlFile } from './yaml-file.js';

const sections = [
  'sources',
  'calendars',
  'detectors',
  'correlation',
  'senders',
  'enrichment',
  'views',
  'silences',
  'maintenanceWindows',
  'inhibitionRules',
] as const;
const maxFileBytes = 4 * 1024 * 1024;

/** What the YAML files of a folder say together. */
export interface ConfigDir extends Pick<ConfigFile, 'calendars' | 'detectors' | 'correlation' | 'topology' | 'views'> {
  files: string[];
  /** With the place of each, since their secrets are read later. */
  sources: LocatedSource[];
  lifecycle: LifecycleConfig;
  logs: LogsConfig;
  suppression: SuppressionConfig;
  senders: Array<Located<SenderConfig>>;
  /** Its tables read. */
  enrichment: EnrichmentSettings[];
}

/** What holds where there is no folder. */
export const noConfig: ConfigDir = {
  files: [],
  sources: [],
  calendars: [],
  detectors: [],
  correlation: [],
  topology: [],
  views: [],
  senders: [],
  enrichment: [],
  lifecycle: defaultLifecycleConfig,
  logs: defaultLogsConfig,
  suppression: { silences: [], maintenanceWindows: [], inhibitionRules: [] },
};

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
    ...unknownCalendars(files),
    ...repeatedSettings(files, 'lifecycle'),
    ...repeatedSettings(files, 'logs'),
    ...repeatedSenders(files)
  );
  const enrichment = await readEnrichment(located(files, 'enrichment'));
  problems.push(...enrichment.problems);
  if (problems.length > 0) {
    throw new InvalidConfig(problems);
  }
  return {
    files: files.map(({ file }) => file),
    sources: located(files, 'sources'),
    calendars: files.flatMap(({ config }) => config?.calendars ?? []),
    detectors: files.flatMap(({ config }) => config?.detectors ?? []),
    correlation: files.flatMap(({ config }) => config?.correlation ?? []),
    lifecycle: files.find(({ config }) => config?.lifecycle)?.config?.lifecycle ?? defaultLifecycleConfig,
    logs: files.find(({ config }) => config?.logs)?.config?.logs ?? defaultLogsConfig,
    suppression: {
      silences: files.flatMap(({ config }) => config?.silences ?? []),
      maintenanceWindows: files.flatMap(({ config }) => config?.maintenanceWindows ?? []),
      inhibitionRules: files.flatMap(({ config }) => config?.inhibitionRules ?? []),
    },
    senders: located(files, 'senders'),
    enrichment: enrichment.rules,
    topology: files.flatMap(({ config }) => config?.topology ?? []),
    views: files.flatMap(({ config }) => config?.views ?? []),
  };
};

/** The items of a section with the place of each. */
const located = <S extends 'sources' | 'senders' | 'enrichment'>(
  files: YamlFile[],
  section: S
): Array<Located<ConfigFile[S][number]>> =>
  files.flatMap(({ file, config, lineOf }) =>
    (config?.[section] ?? []).map((item, index) => ({
      config: item,
      file,
      index,
      lineOf: (key: string) => lineOf([section, index, ...key.split('.')]),
    }))
  );

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
    return (
      entries
        // Tables of enrichment rules are read with their rules.
        .filter((entry) => !entry.isDirectory() && /(?<!\.table)\.ya?ml$/i.test(entry.name))
        .map((entry) => join(entry.parentPath, entry.name))
        .sort()
    );
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

/** Settings that hold for all stand in one file. */
const repeatedSettings = (files: YamlFile[], section: 'lifecycle' | 'logs'): ConfigProblem[] => {
  const [first, ...others] = files.filter((file) => file.rawAt([section]) !== undefined);
  return others.map((file) => ({
    file: file.file,
    line: file.lineOf([section]),
    key: section,
    message: `stands already in ${first?.file ?? 'another file'}; keep one of them`,
  }));
};

const listIn = (file: YamlFile, section: string): unknown[] => {
  const list = file.rawAt([section]);
  return Array.isArray(list) ? list : [];
};

/** Settings of a built-in sender that stand twice. */
const repeatedSenders = (files: YamlFile[]): ConfigProblem[] => {
  const seen = new Map<string, string>();
  return located(files, 'senders').flatMap(({ config: { type }, file, index, lineOf }): ConfigProblem[] => {
    const line = lineOf('type');
    const first = seen.get(type);
    seen.set(type, first ?? `${file}:${line ?? 1}`);
    return first === undefined || type === 'generic'
      ? []
      : [{ file, line, key: `senders[${index}].type`, message: `"${type}" is set already in ${first}` }];
  });
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
