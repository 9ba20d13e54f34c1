/** What varies from one message to the next: ids, addresses, hosts, numbers. Bounded patterns, applied once per different text. */
const masks: ReadonlyArray<readonly [RegExp, string]> = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<id>'],
  [/\b(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5})?\b/g, '<ip>'],
  [/\b(?=[0-9a-f]{0,63}\d)[0-9a-f]{8,64}\b/gi, '<id>'],
  [/\b[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){2,6}(?::\d{1,5})?\b/gi, '<host>'],
  [/\b[a-z][a-z-]{0,40}-?\d[a-z0-9-]{0,40}\b/gi, '<name>'],
  [/\d+(?:[.,]\d+)?/g, '<n>'],
];

const longest = 500;
const maxKept = 20_000;

/** A text without what varies: texts of one template are about one kind of thing. */
export const templateOf = (text: string): string =>
  masks.reduce((masked, [pattern, by]) => masked.replace(pattern, by), text.slice(0, longest)).trim();

/** The same, remembering the texts that come again; memory is bounded. */
export const createTemplates = (): ((text: string) => string) => {
  const known = new Map<string, string>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) {
      return found;
    }
    const template = templateOf(text);
    if (known.size >= maxKept) {
      known.clear();
    }
    known.set(text, template);
    return template;
  };
};
