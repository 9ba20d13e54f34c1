import type { Alert } from './alert.js';

/** Lone halves of surrogate pairs cannot be written as UTF-8, which both stores keep. */
export const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\uFFFD');

/** Lower case; the final sigma too, because whether a letter ends a word depends on what was cut out as a word. */
export const foldText = (text: string): string =>
  // Most text is ASCII, where lower case is all there is to do: ten times as fast.
  /[\u0080-\uffff]/.test(text)
    ? wellFormed(text.normalize('NFC').toLowerCase().replaceAll('ς', 'σ'))
    : text.toLowerCase();

/** Parts are joined by a line break, which no word holds, so that no match spans two of them. */
export const joinedText = (parts: Array<string | null>): string =>
  foldText(parts.filter((part) => part !== null).join('\n'));

/** What words look through: name, summary, description, service and the labels' values, in lower case. */
export const alertSearchText = (
  alert: Pick<Alert, 'name' | 'summary' | 'description' | 'service' | 'labels'>
): string => joinedText([alert.name, alert.summary, alert.description, alert.service, ...Object.values(alert.labels)]);

/** The words of a text filter, in lower case; each must stand somewhere in the search text, letter by letter. */
export const searchWords = (text: string | undefined): string[] => [
  ...new Set(
    foldText(text ?? '')
      .split(/\s+/u)
      .filter((word) => word !== '')
  ),
];
