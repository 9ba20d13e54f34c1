import { collapse, wildcard } from './miner-text.js';
import { hashText } from './shape-hash.js';
import { createShapeIndex } from './shape-index.js';
import { joinTokens, tokensOf, tokenTexts } from './shape-tokens.js';
import { neededWeight, placeWeight, valueWeight, wordPlaces } from './wildcard-evidence.js';

/** A template as it is kept: words and what is between them in turn, `<*>` where it varies. */
export interface Template {
  readonly id: string;
  /** Replaced when the template widens. */
  parts: readonly string[];
  /** Places of wildcards that were learnt, not seen by their look. */
  learnt: readonly number[];
  /** Set where the template was merged into another. */
  mergedInto: Template | null;
  /** The round of the tree's clock in which a line was last of this template. */
  seen: number;
}

/** What is kept of a template over a restart. */
export interface SavedTemplate {
  id: string;
  parts: readonly string[];
  learnt: readonly number[];
}

export interface TemplateTree {
  /** The template of a message's parts, made where there is none. */
  place: (parts: readonly string[]) => Template;
  templates: () => Iterable<Template>;
  size: () => number;
  /** What to keep of the template with this id; null where there is none. */
  saved: (id: string) => SavedTemplate | null;
  /** Brings back what was saved. */
  restore: (saved: Iterable<SavedTemplate>) => void;
  /** Keeps only these; every other one is forgotten. */
  keep: (kept: readonly Template[]) => void;
}

/** Sixteen hexadecimal digits from a text: the id of the template that was first seen as this text. */
const idOf = (text: string): string =>
  hashText(text)
    .reverse()
    .map((part) => (part >>> 0).toString(16).padStart(8, '0'))
    .join('');

/** Tokens a shape must have before whole tokens of it are taken for values. */
const minTokens = 3;

const weightOf = (group: ReadonlyMap<string, unknown>): number => {
  let weight = 0;
  for (const value of group.keys()) {
    weight += valueWeight(value);
  }
  return weight;
};

/** Plain words are weighed alone, not as tokens. */
const everyMixed = (group: ReadonlyMap<string, unknown>): boolean => {
  for (const value of group.keys()) {
    if (!value.includes(wildcard)) {
      return false;
    }
  }
  return true;
};

/** The very template that one was merged into, at last. */
export const lastOf = (template: Template): Template => {
  let found = template;
  while (found.mergedInto !== null) {
    found = found.mergedInto;
  }
  return found;
};

export const createTemplateTree = (onMerge: (from: Template, into: Template) => void): TemplateTree => {
  const fine = createShapeIndex<Template>();
  const wide = createShapeIndex<Template>();
  const all = new Map<string, Template>();

  const find = (parts: readonly string[]): Template | undefined =>
    fine.find(parts) ?? wide.find(tokenTexts(tokensOf(parts)));

  const remember = (template: Template): void => {
    all.set(template.id, template);
    fine.put(template.parts, template.learnt, template);
  };

  /** Makes a template findable again without weighing it against its neighbours. */
  const bringBack = (template: Template): void => {
    remember(template);
    for (const place of wordPlaces(template.parts)) {
      fine.neighbours(template.parts, place, template);
    }
    const tokens = tokenTexts(tokensOf(template.parts));
    wide.put(tokens, [...tokens.keys()].filter((place) => tokens[place] === wildcard).slice(0, 1), template);
    for (const place of tokens.keys()) {
      wide.neighbours(tokens, place, template);
    }
  };

  const drop = (template: Template): void => {
    all.delete(template.id);
    fine.remove(template.parts, wordPlaces(template.parts), template);
    const tokens = tokenTexts(tokensOf(template.parts));
    wide.remove(tokens, [...tokens.keys()], template);
  };

  const unite = (members: readonly Template[], parts: readonly string[], learnt: readonly number[]): Template => {
    const [oldest] = members;
    for (const member of members) {
      drop(member);
    }
    const whole = collapse([...parts]);
    const united = add(whole, whole.length === parts.length ? learnt : [], oldest?.id ?? null);
    // Messages come in the form before it was collapsed.
    if (whole.length !== parts.length) {
      fine.put(parts, learnt, united);
    }
    for (const member of members) {
      if (member !== united) {
        member.mergedInto = united;
        onMerge(member, united);
      }
    }
    return united;
  };

  const add = (parts: readonly string[], learnt: readonly number[], id: string | null): Template => {
    const known = find(parts);
    if (known !== undefined) {
      return known;
    }
    const template: Template = { id: id ?? idOf(parts.join('')), parts, learnt, mergedInto: null, seen: 0 };
    remember(template);
    const places = wordPlaces(parts);
    if (places.length > 1) {
      for (const place of places) {
        const group = fine.neighbours(parts, place, template);
        if (group.size > 1 && weightOf(group) * placeWeight(parts, place) >= neededWeight) {
          const wider = parts.map((part, index) => (index === place ? wildcard : part));
          return unite(
            [...group.values()],
            wider,
            [...new Set([...learnt, place])].sort((a, b) => a - b)
          );
        }
      }
    }
    return widen(template);
  };

  /** Looks at what spaces separate, so that `host:80` and `10.0.0.1` at one place are seen as one thing. */
  const widen = (template: Template): Template => {
    const pieces = tokensOf(template.parts);
    const tokens = tokenTexts(pieces);
    wide.put(tokens, [], template);
    if (tokens.length < minTokens) {
      return template;
    }
    for (const place of tokens.keys()) {
      const group = wide.neighbours(tokens, place, template);
      if (group.size > 1 && everyMixed(group) && weightOf(group) >= neededWeight) {
        const wider = pieces.map((token, index) => (index === place ? [wildcard] : token));
        const united = unite([...group.values()], joinTokens(wider), []);
        wide.put(tokenTexts(wider), [place], united);
        return united;
      }
    }
    return template;
  };

  return {
    place: (parts) => add(parts, [], null),
    templates: () => all.values(),
    size: () => all.size,
    saved: (id) => {
      const found = all.get(id);
      return found === undefined ? null : { id, parts: found.parts, learnt: found.learnt };
    },
    restore: (saved) => {
      for (const { id, parts, learnt } of saved) {
        bringBack({ id, parts, learnt, mergedInto: null, seen: 0 });
      }
    },
    keep: (kept) => {
      all.clear();
      fine.clear();
      wide.clear();
      for (const template of kept) {
        bringBack(template);
      }
    },
  };
};
