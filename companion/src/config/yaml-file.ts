import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type Node,
  type Pair,
} from 'yaml';
import type { ConfigProblem } from './config-error.js';
import { explainIssue, formatPath, valueAt } from './explain-issue.js';
import { knownKeys } from './known-keys.js';
import { configFile, type ConfigFile } from './schema.js';

/** A file as read: what it holds and where each thing stands. */
export interface YamlFile {
  file: string;
  /** Null where something is wrong. */
  config: ConfigFile | null;
  problems: ConfigProblem[];
  /** The line of a value, e.g. of `['detectors', 0, 'name']`. */
  lineOf(path: readonly PropertyKey[]): number | null;
  /** The value at a path as written, before the schema. */
  rawAt(path: readonly PropertyKey[]): unknown;
}

/** Reads one YAML text of the configuration folder; collects all that is wrong with it instead of throwing. */
export const readYamlFile = (file: string, text: string): YamlFile => {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: true, strict: true, uniqueKeys: true });
  const lineOf = (path: readonly PropertyKey[], atKey = false): number | null => {
    const offset = offsetOf(document, path, atKey);
    return offset === null ? null : lineCounter.linePos(offset).line;
  };
  const failed = (problems: ConfigProblem[], raw?: unknown): YamlFile => ({
    file,
    config: null,
    problems,
    lineOf,
    rawAt: (path) => valueAt(raw, path),
  });

  const broken = [...document.errors, ...document.warnings];
  if (broken.length > 0) {
    return failed(
      broken.map((error) => ({
        file,
        line: error.linePos?.[0].line ?? null,
        key: '',
        message: `not valid YAML: ${error.message.split(/ at line \d+|\n/)[0] ?? error.code}`,
      }))
    );
  }
  let raw: unknown;
  try {
    raw = document.toJS();
  } catch (error) {
    return failed([
      { file, line: 1, key: '', message: `not valid YAML: ${error instanceof Error ? error.message : ''}` },
    ]);
  }
  if (raw === null || raw === undefined) {
    return {
      file,
      config: { apiVersion: 1, sources: [], calendars: [], detectors: [], correlation: [], views: [] },
      problems: [],
      lineOf,
      rawAt: () => undefined,
    };
  }
  const checked = configFile.safeParse(raw);
  if (checked.success) {
    return { file, config: checked.data, problems: [], lineOf, rawAt: (path) => valueAt(raw, path) };
  }
  const problems = checked.error.issues.flatMap((issue): ConfigProblem[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        file,
        line: lineOf([...issue.path, key], true),
        key: formatPath([...issue.path, key]),
        message: `unknown key; known here: ${knownKeys(issue.path, raw).join(', ')}`,
      }));
    }
    const message = explainIssue(issue, valueAt(raw, issue.path));
    return [{ file, line: lineOf(issue.path), key: formatPath(issue.path), message }];
  });
  return failed(
    problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)),
    raw
  );
};

const keyText = (pair: Pair): unknown => (isScalar(pair.key) ? pair.key.value : pair.key);

/** Offset of the node at a path, or of the nearest node around it; of the key itself where asked. */
const offsetOf = (document: Document, path: readonly PropertyKey[], atKey: boolean): number | null => {
  let node: Node | null = document.contents;
  let offset = node?.range?.[0] ?? null;
  for (const [index, part] of path.entries()) {
    if (isAlias(node)) {
      node = node.resolve(document) ?? null;
    }
    let next: unknown;
    if (isMap(node)) {
      const pair = node.items.find((item) => String(keyText(item)) === String(part));
      const keyOffset = isNode(pair?.key) ? pair.key.range?.[0] : undefined;
      offset = keyOffset ?? offset;
      if (atKey && index === path.length - 1) {
        return offset;
      }
      next = pair?.value;
    } else if (isSeq(node)) {
      next = node.items[Number(part)];
      offset = isNode(next) ? (next.range?.[0] ?? offset) : offset;
    }
    if (!isNode(next)) {
      return offset;
    }
    node = next;
    // A value on its key's line or below it: scalars are pointed at themselves, maps and lists at their key.
    if (isScalar(node) && index === path.length - 1) {
      return node.range?.[0] ?? offset;
    }
  }
  return offset;
};
