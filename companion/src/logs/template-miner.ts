import { createHeaderReader } from './log-header.js';
import { createPieces, cutMessage, pieceKind } from './message-words.js';
import { partsOf } from './miner-text.js';
import { createTemplateTree, lastOf, type SavedTemplate, type Template } from './template-tree.js';

/** What a line was found to be: `template` is its text with `<*>` where it varies. */
export interface MinedTemplate {
  id: string;
  template: string;
}

/** `level` is what the line's header says: debug, info, warning, error or critical; null where it says none. */
export interface MinedLine extends MinedTemplate {
  level: string | null;
}

export interface TemplateMinerOptions {
  /** Whether lines may begin with a header (time, level, process) that is no part of the message. Default true. */
  header?: boolean;
  /** Templates kept; past it those unseen for longest are forgotten. Default 10,000. */
  maxTemplates?: number;
  /** Templates of an earlier run, as `save` gave them: their ids stay. */
  saved?: Iterable<SavedTemplate>;
  /** Told of each template that becomes part of another. */
  onMerge?: (id: string, into: string) => void;
}

export interface TemplateMiner {
  /** The template of a line at this moment. Later lines may widen or merge templates: see `resolve`. */
  match: (line: string) => MinedLine;
  /** What the template with this id is now: the same one, or the one it was merged into; the id itself when it is not known. */
  resolve: (id: string) => MinedTemplate | null;
  templates: () => MinedTemplate[];
  /** What a next run needs to give the same ids. */
  save: () => SavedTemplate[];
  /** The same of one template; null where it is not known. */
  savedOf: (id: string) => SavedTemplate | null;
}

const usualMaxTemplates = 10_000;
/** What is left of the templates once there are too many. */
const keptShare = 0.75;

const noHeader = { start: 0, level: null };

const cacheBits = 16;
const cacheSize = 1 << cacheBits;
const texts = new WeakMap<readonly string[], string>();

/** A template's text; joined once for each of its shapes. */
const textOf = ({ parts }: Template): string => {
  const known = texts.get(parts);
  if (known !== undefined) {
    return known;
  }
  const text = parts.join('');
  texts.set(parts, text);
  return text;
};

/**
 * Finds the templates of log lines, one line after another: a message is cut into words and values (`message-words.ts`); messages that
 * look the same are one template; a place where many different words were seen, all else equal, becomes a wildcard
 * (`wildcard-evidence.ts`). After the idea of Drain (He and others, ICWS 2017: a tree by length and words, groups that widen), with
 * neighbours that differ in a single place found by hash instead of a tree of first words, so that a first word may vary; lists of
 * any length are made one; and whole tokens are compared where words cannot be. Memory is bounded: at most `maxTemplates`
 * templates, a cache of 65,536 shapes. The same lines in the same order give the same templates and ids.
 */
export const createTemplateMiner = ({
  header = true,
  maxTemplates = usualMaxTemplates,
  saved = [],
  onMerge,
}: TemplateMinerOptions = {}): TemplateMiner => {
  const readHeader = createHeaderReader();
  const pieces = createPieces();
  const merged = new Map<string, Template>();
  const tree = createTemplateTree((from, into) => {
    merged.set(from.id, into);
    onMerge?.(from.id, into.id);
  });
  tree.restore(saved);
  let clock = 0;
  const cacheKeys = new Float64Array(cacheSize);
  const cached = new Array<Template | undefined>(cacheSize).fill(undefined);

  /** Keeps the templates seen last; what is known of merges into others goes with those. */
  const forget = (): void => {
    const kept = [...tree.templates()].sort((a, b) => b.seen - a.seen).slice(0, Math.floor(maxTemplates * keptShare));
    tree.keep(kept);
    const alive = new Set(kept);
    for (const [id, into] of merged) {
      if (!alive.has(lastOf(into))) {
        merged.delete(id);
      }
    }
    cached.fill(undefined);
  };

  const find = (line: string, start: number): Template => {
    clock += 1;
    cutMessage(line, start, pieces);
    let low = 3;
    let high = 5;
    for (let index = 0; index < pieces.count; index += 1) {
      const kind = pieces.kind[index] ?? 0;
      if (kind !== pieceKind.value) {
        const to = pieces.to[index] ?? 0;
        for (let at = pieces.from[index] ?? 0; at < to; at += 1) {
          const unit = line.charCodeAt(at);
          low = Math.imul(low ^ unit, 0x01000193);
          high = Math.imul(high ^ unit, 0x5bd1e995);
          high ^= high >>> 15;
        }
      }
      low = Math.imul(low ^ (kind + 300), 0x01000193);
      high = Math.imul(high ^ (kind + 300), 0x5bd1e995);
      high ^= high >>> 15;
    }
    low ^= low >>> 16;
    const key = (high >>> 0) * 0x200000 + (low & 0x1fffff);
    const slot = (low ^ high) & (cacheSize - 1);
    const hit = cacheKeys[slot] === key ? cached[slot] : undefined;
    if (hit !== undefined) {
      const template = lastOf(hit);
      template.seen = clock;
      return template;
    }
    const template = tree.place(partsOf(line, pieces));
    template.seen = clock;
    if (tree.size() > maxTemplates) {
      forget();
    }
    cacheKeys[slot] = key;
    cached[slot] = template;
    return template;
  };

  return {
    match: (line) => {
      const { start, level } = header ? readHeader(line) : noHeader;
      const template = find(line, start);
      return { id: template.id, template: textOf(template), level };
    },
    resolve: (id) => {
      const into = merged.get(id);
      return into === undefined ? null : { id: lastOf(into).id, template: textOf(lastOf(into)) };
    },
    templates: () => [...tree.templates()].map((template) => ({ id: template.id, template: textOf(template) })),
    savedOf: (id) => tree.saved(id),
    save: () => [...tree.templates()].map(({ id, parts, learnt }) => ({ id, parts, learnt })),
  };
};
