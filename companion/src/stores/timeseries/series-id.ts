import { createHash } from 'node:crypto';
import type { SeriesId } from './timeseries-store.js';

/** Labels without empty values (absent, as in Prometheus) and in the order of their names. */
export const sortedLabels = (labels: Record<string, string>): [string, string][] =>
  Object.entries(labels)
    .filter(([, value]) => value !== '')
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));

/** What makes two series the same, as text; JSON keeps the borders between names and values. */
export const seriesKey = (name: string, labels: [string, string][]): string => JSON.stringify([name, labels]);

/** First 8 bytes of the SHA-256 of the key as 16 hex digits: among a million series two clash once in 40 million cases. */
export const idOfKey = (key: string): SeriesId => createHash('sha256').update(key).digest('hex').slice(0, 16);

/** The id of a series; the same in every companion. */
export const seriesIdOf = (name: string, labels: Record<string, string>): SeriesId =>
  idOfKey(seriesKey(name, sortedLabels(labels)));

/** As ClickHouse reads UInt64. */
export const decimalId = (id: SeriesId): string => BigInt(`0x${id}`).toString();
