import { hidden } from './mask-sensitive.js';

/** Labels of a line beyond this are left out. */
const maxLabels = 40;
const longestLabel = 1000;
/** Sets of labels remembered; past it they are forgotten all at once. */
const maxKnown = 10_000;
/** Longer sets are not remembered: 10 MB at most are. */
const longestKey = 500;

const maskedLabels = (labels: Record<string, string>, mask: (text: string) => string): Record<string, string> => {
  const masked: Record<string, string> = {};
  for (const [name, value] of Object.entries(labels).slice(0, maxLabels)) {
    const text = mask(`${name}=${value.slice(0, longestLabel)}`);
    // A pattern may have taken the name with it.
    masked[name] = text.startsWith(`${name}=`) ? text.slice(name.length + 1) : hidden;
  }
  return masked;
};

/**
 * Makes a function that bounds labels and takes what is sensitive out of them, told by their names too (`token=...`). The same labels give
 * the very same object: masking and writing them, which takes longer than all else of a line, is done once for each source.
 */
export const createLabelMask = (
  mask: (text: string) => string
): ((labels: Record<string, string>) => Record<string, string>) => {
  const byIdentity = new WeakMap<Record<string, string>, Record<string, string>>();
  const byText = new Map<string, Record<string, string>>();

  const find = (labels: Record<string, string>): Record<string, string> => {
    let key = '';
    for (const name in labels) {
      key += `${name}\u0000${labels[name]}\u0001`;
    }
    if (key.length > longestKey) {
      return maskedLabels(labels, mask);
    }
    const known = byText.get(key);
    if (known !== undefined) {
      return known;
    }
    if (byText.size >= maxKnown) {
      byText.clear();
    }
    const masked = maskedLabels(labels, mask);
    byText.set(key, masked);
    return masked;
  };

  return (labels) => {
    const known = byIdentity.get(labels);
    if (known !== undefined) {
      return known;
    }
    const masked = find(labels);
    byIdentity.set(labels, masked);
    return masked;
  };
};
