import type { Alert, Incident } from '@watchroom/contract';
import { wellFormed } from './alert-order.js';

/** Lower case; the final sigma too, because whether a letter ends a word depends on what was cut out as a word. */
const fold = (text: string): string => wellFormed(text.normalize('NFC').toLowerCase().replaceAll('ς', 'σ'));

/** Parts are joined by a line break, which no word holds, so that no match spans two of them. */
const joined = (parts: Array<string | null>): string => fold(parts.filter((part) => part !== null).join('\n'));

/** What a text filter looks through: name, summary, description, service and the labels' values, in lower case. */
export const alertSearchText = (alert: Alert): string =>
  joined([alert.name, alert.summary, alert.description, alert.service, ...Object.values(alert.labels)]);

/** The same for an incident: title, services, group key and the values of its shared labels. */
export const incidentSearchText = (incident: Incident): string =>
  joined([incident.title, ...incident.services, incident.groupKey, ...Object.values(incident.sharedLabels)]);

/** The words of a text filter, in lower case; each must stand somewhere in the search text, letter by letter. */
export const searchWords = (text: string | undefined): string[] => [
  ...new Set(
    fold(text ?? '')
      .split(/\s+/u)
      .filter((word) => word !== '')
  ),
];
