import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import Papa from 'papaparse';
import { parse as parseYaml } from 'yaml';
import type { ConfigProblem } from './config-error.js';
import { targetProblem, valueProblem, type EnrichmentRule } from './enrichment-schema.js';
import type { Located } from './secret-reader.js';

/** A rule with the rows of its table, from the values of `match` to what is set. */
export interface EnrichmentSettings extends Omit<EnrichmentRule, 'table'> {
  table?: { match: string[]; rows: ReadonlyMap<string, Readonly<Record<string, string>>> } | undefined;
}

const maxBytes = 8 * 1024 * 1024;
const maxRows = 100_000;
const maxProblems = 20;

/** The key of a row: the values of the labels that are compared, in order. */
export const rowKey = (values: readonly string[]): string => JSON.stringify(values);

type Row = Record<string, unknown>;

const csvRows = (text: string): Row[] | string => {
  const { data, errors } = Papa.parse<Row>(text, {
    header: true,
    skipEmptyLines: 'greedy',
    transformHeader: (name) => name.trim(),
  });
  const [error] = errors.filter(({ code }) => code !== 'UndetectableDelimiter');
  return error ? `line ${(error.row ?? 0) + 2}: ${error.message}` : data;
};

const yamlRows = (text: string): Row[] | string => {
  try {
    const rows: unknown = parseYaml(text, { maxAliasCount: 100 });
    return Array.isArray(rows) && rows.every((row) => typeof row === 'object' && row !== null && !Array.isArray(row))
      ? (rows as Row[])
      : 'must be a list of maps';
  } catch (error) {
    return `is not valid YAML: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : ''}`;
  }
};

const cell = (value: unknown): string =>
  ['string', 'number', 'boolean'].includes(typeof value) ? String(value).trim() : '';

type Table = NonNullable<EnrichmentSettings['table']>;

/** The rows by their keys, or everything that is wrong with them. */
const indexed = (rows: Row[], match: string[]): Table | string[] => {
  const missing = match.filter((column) => !rows.every((row) => Object.hasOwn(row, column)));
  if (rows.length === 0 || missing.length > 0) {
    return [rows.length === 0 ? 'has no rows' : `has no column ${missing.join(', ')} in some row`];
  }
  const found = new Map<string, Record<string, string>>();
  const wrong: string[] = [];
  const columns = new Set(rows.flatMap((row) => Object.keys(row)).filter((column) => !match.includes(column)));
  wrong.push(...[...columns].flatMap((column) => targetProblem(column) ?? []).map((problem) => `column ${problem}`));
  if (columns.size === 0) {
    wrong.push('has no column besides those that are compared, so that nothing would be set');
  }
  for (const [index, row] of rows.entries()) {
    const key = rowKey(match.map((column) => cell(row[column])));
    if (found.has(key)) {
      wrong.push(`row ${index + 1} has the same ${match.join(', ')} as one before it`);
    }
    const set = Object.entries(row).flatMap(([column, value]) =>
      match.includes(column) || cell(value) === '' ? [] : [[column, cell(value)] as const]
    );
    wrong.push(
      ...set
        .flatMap(([column, value]) => valueProblem(column, value) ?? [])
        .map((problem) => `row ${index + 1}: severity ${problem}`)
    );
    found.set(key, Object.fromEntries(set));
  }
  return wrong.length > 0 ? wrong.slice(0, maxProblems) : { match, rows: found };
};

/** Reads the tables that enrichment rules name; everything that is wrong is a problem at the rule. */
export const readEnrichment = async (
  rules: ReadonlyArray<Located<EnrichmentRule>>
): Promise<{ rules: EnrichmentSettings[]; problems: ConfigProblem[] }> => {
  const problems: ConfigProblem[] = [];
  const read = await Promise.all(
    rules.map(async ({ config, file, index, lineOf }): Promise<EnrichmentSettings> => {
      const { table, ...rule } = config;
      if (!table) {
        return rule;
      }
      const wrong = (message: string): void => {
        problems.push({
          file,
          line: lineOf('table.file'),
          key: `enrichment[${index}].table.file`,
          message: `${table.file} ${message}`,
        });
      };
      const path = resolve(dirname(file), table.file);
      let text: string;
      try {
        if ((await stat(path)).size > maxBytes) {
          wrong(`has more than ${maxBytes} bytes`);
          return rule;
        }
        text = new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
      } catch (error) {
        wrong(`can't be read: ${error instanceof Error ? error.message : String(error)}`);
        return rule;
      }
      const rows = /\.csv$/i.test(path) ? csvRows(text) : yamlRows(text);
      if (typeof rows === 'string' || rows.length > maxRows) {
        wrong(typeof rows === 'string' ? rows : `has more than ${maxRows} rows`);
        return rule;
      }
      const result = indexed(rows, table.match);
      if (Array.isArray(result)) {
        result.forEach(wrong);
        return rule;
      }
      return { ...rule, table: result };
    })
  );
  return { rules: read, problems };
};
