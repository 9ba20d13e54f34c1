import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Papa from 'papaparse';
import { createTemplateMiner } from '../companion/src/logs/template-miner.js';

interface System {
  name: string;
  lines: string[];
  /** The event that each line is of, by its id. */
  events: string[];
  /** The same by the text of its template: where two ids have one text, they are one. */
  texts: string[];
}

const logEnding = '_2k.log';

/** Systems in a folder, or in folders in it: `<system>_2k.log` beside its structured file, as LogHub has them. */
const foldersOf = (root: string): string[] =>
  [
    root,
    ...readdirSync(root, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? [join(root, entry.name)] : []
    ),
  ].filter((folder) => readdirSync(folder).some((file) => file.endsWith(logEnding)));

const structuredOf = (file: string): string =>
  [`${file}_structured_corrected.csv`, `${file}_structured.csv`].find((path) => existsSync(path)) ??
  `${file}_structured.csv`;

const readSystem = async (folder: string, file: string): Promise<System> => {
  const path = join(folder, file);
  const lines = (await readFile(path, 'utf8')).replace(/\r?\n$/, '').split(/\r?\n/);
  const structured = await readFile(structuredOf(path), 'utf8');
  const { data } = Papa.parse<Record<string, string>>(structured, { header: true, skipEmptyLines: true });
  return {
    name: file.slice(0, -logEnding.length).toLowerCase(),
    lines,
    events: data.map((row) => row['EventId'] ?? ''),
    texts: data.map((row) => row['EventTemplate'] ?? ''),
  };
};

const groupsOf = (keys: readonly string[]): Map<string, number[]> => {
  const groups = new Map<string, number[]>();
  for (const [line, key] of keys.entries()) {
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, [line]);
    } else {
      group.push(line);
    }
  }
  return groups;
};

/**
 * Grouping accuracy: the share of lines whose found group has the very lines of their true one (Zhu and others, ICSE-SEIP 2019), and its
 * F1 over groups instead of lines (Jiang and others, LogHub-2.0, ISSTA 2024).
 */
const groupingOf = (truth: readonly string[], found: readonly string[]): { accuracy: number; f1: number } => {
  const trueGroups = groupsOf(truth);
  const foundGroups = groupsOf(found.slice(0, truth.length));
  let lines = 0;
  let groups = 0;
  for (const group of trueGroups.values()) {
    const first = found[group[0] ?? 0] ?? '';
    if (foundGroups.get(first)?.length === group.length && group.every((line) => found[line] === first)) {
      lines += group.length;
      groups += 1;
    }
  }
  return { accuracy: lines / truth.length, f1: (2 * groups) / (trueGroups.size + foundGroups.size) };
};

const found = (lines: readonly string[]): string[] => {
  const miner = createTemplateMiner();
  const ids = lines.map((line) => miner.match(line).id);
  return ids.map((id) => miner.resolve(id)?.id ?? id);
};

const rounds = 50;

/** Lines of all systems, each mined on its own as a stream, over the processor time of this process. */
const speedOf = (systems: readonly System[]): Record<string, number> => {
  let lines = 0;
  const startedAt = performance.now();
  const before = process.cpuUsage();
  for (const system of systems) {
    const miner = createTemplateMiner();
    for (let round = 0; round < rounds; round += 1) {
      for (const line of system.lines) {
        miner.match(line);
      }
    }
    lines += rounds * system.lines.length;
  }
  const { user, system } = process.cpuUsage(before);
  return {
    lines_mined: lines,
    lines_per_second: Math.round((lines * 1000) / (performance.now() - startedAt)),
    lines_per_second_per_core: Math.round((lines * 1e6) / (user + system)),
  };
};

const rounded = (value: number): number => Number(value.toFixed(4));
const mean = (values: readonly number[]): number =>
  rounded(values.reduce((sum, value) => sum + value, 0) / values.length);

/**
 * How well templates are found in raw lines with known events, one configuration for all: `--data DIR` holds LogHub's 2k samples.
 * `*_by_text` counts events of one template text as one (LogHub-2.0's way), the others go by the event's id.
 */
export async function run(args: string[]): Promise<Record<string, number>> {
  const { values } = parseArgs({ args, options: { data: { type: 'string' } }, allowPositionals: true, strict: false });
  if (typeof values.data !== 'string') {
    throw new Error('bench templates needs --data DIR, a folder with <system>_2k.log and its structured file');
  }
  const systems: System[] = [];
  for (const folder of foldersOf(values.data)) {
    for (const file of readdirSync(folder)
      .filter((name) => name.endsWith(logEnding))
      .sort()) {
      systems.push(await readSystem(folder, file));
    }
  }
  if (systems.length === 0) {
    throw new Error(`${values.data} holds no <system>_2k.log`);
  }
  const results: Record<string, number> = {};
  const all = { ga: [] as number[], fga: [] as number[], gaByText: [] as number[], fgaByText: [] as number[] };
  for (const { name, lines, events, texts } of systems) {
    const ids = found(lines);
    const byId = groupingOf(events, ids);
    const byText = groupingOf(texts, ids);
    results[`${name}_ga`] = rounded(byId.accuracy);
    results[`${name}_fga`] = rounded(byId.f1);
    all.ga.push(byId.accuracy);
    all.fga.push(byId.f1);
    all.gaByText.push(byText.accuracy);
    all.fgaByText.push(byText.f1);
  }
  return {
    ...results,
    mean_ga: mean(all.ga),
    mean_fga: mean(all.fga),
    mean_ga_by_text: mean(all.gaByText),
    mean_fga_by_text: mean(all.fgaByText),
    ...speedOf(systems),
    rss_mb: Math.round(process.memoryUsage().rss / 1e6),
  };
}
