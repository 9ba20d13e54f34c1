/** Texts that many rows share, each once, by number. A text that no row holds any more makes room for another. */
export interface Dictionary {
  /** One more row holds the text; gives its number. */
  hold(text: string): number;
  /** A row holds it no more. */
  release(id: number): void;
  /** The number of a text; -1 where no row holds it. */
  find(text: string): number;
  text(id: number): string;
  /** How many rows hold it; 0 where the number is free. */
  count(id: number): number;
  /** Numbers are below this. */
  readonly size: number;
}

export const createDictionary = (): Dictionary => {
  const ids = new Map<string, number>();
  const texts: string[] = [];
  const counts: number[] = [];
  const free: number[] = [];
  return {
    hold: (text) => {
      const known = ids.get(text);
      if (known !== undefined) {
        counts[known] = (counts[known] ?? 0) + 1;
        return known;
      }
      const id = free.pop() ?? texts.length;
      ids.set(text, id);
      texts[id] = text;
      counts[id] = 1;
      return id;
    },
    release: (id) => {
      const left = (counts[id] ?? 0) - 1;
      counts[id] = left;
      if (left === 0) {
        ids.delete(texts[id] ?? '');
        texts[id] = '';
        free.push(id);
      }
    },
    find: (text) => ids.get(text) ?? -1,
    text: (id) => texts[id] ?? '',
    count: (id) => counts[id] ?? 0,
    get size() {
      return texts.length;
    },
  };
};
