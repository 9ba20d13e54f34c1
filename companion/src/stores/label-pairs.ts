/** What the pairs of a label begin with; the value follows. The length keeps names apart that begin alike. */
export const pairPrefix = (name: string): string => `${name.length}:${name}`;

/** A label as one text. */
export const labelPair = (name: string, value: string): string => `${pairPrefix(name)}${value}`;

/** The name of a pair, and its value. */
export const splitPair = (pair: string): [name: string, value: string] => {
  const colon = pair.indexOf(':');
  const end = colon + 1 + Number(pair.slice(0, colon));
  return [pair.slice(colon + 1, end), pair.slice(end)];
};
