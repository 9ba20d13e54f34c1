import type { Link } from '@watchroom/contract';
import { z } from 'zod';

/** What payloads of most senders are made of, and how their fields become an event's. */

const maxText = 65_536;
const maxName = 1024;
const maxPairs = 200;

export const text = z.string().max(maxText);
export const word = z.string().max(maxName);
/** Templates of senders write numbers with and without quotes. */
export const wordOrNumber = z.union([word, z.number()], { error: 'expected text or a number' }).transform(String);
export const optionalText = text.nullish();
export const optionalWord = wordOrNumber.nullish();

/** Go writes times with up to nine decimals; year 1 is its zero. */
export const rfcTime = z.iso.datetime({ offset: true, error: 'expected a time as in RFC 3339' });

/** Epoch milliseconds; null for no time and for Go's zero time. */
export const timeOrNull = (iso: string | null | undefined): number | null => {
  const time = iso ? Date.parse(iso) : Number.NaN;
  return time > 0 ? time : null;
};

/** Times of the epoch beyond this many seconds are in milliseconds: it is the year 5138. */
const secondsUpTo = 1e11;

/** A time of the epoch in seconds or milliseconds, or one as text; null where it is none. */
export const epochOrNull = (value: string | number | null | undefined): number | null => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number === 'number' && Number.isFinite(number)) {
    const ms = Math.round(number < secondsUpTo ? number * 1000 : number);
    return ms > 0 && ms <= 8.64e15 ? ms : null;
  }
  return typeof value === 'string' ? timeOrNull(value) : null;
};

/** Text as part of an address; halves of characters, which JSON may hold, become U+FFFD. */
export const urlPart = (given: string): string => encodeURIComponent(Buffer.from(given, 'utf8').toString('utf8'));

/** A count as senders write it, with or without quotes. */
export const optionalCount = z.union([z.number(), z.string().max(30)], { error: 'expected a number' }).nullish();

/** How often something has happened; nothing where that is no whole number from 1 on. */
export const senderCountOf = (given: string | number | null | undefined): { senderCount?: number } => {
  const count = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
  return typeof count === 'number' && Number.isSafeInteger(count) && count > 0 ? { senderCount: count } : {};
};

/** A link, where the address is one for a browser. */
export const webLink = (title: string, url: string | null | undefined): Link[] =>
  url && /^https?:\/\//i.test(url) ? [{ title, url }] : [];

/** Names in order and without those that are empty, which Prometheus takes for absent. */
export const orderedPairs = (map: Readonly<Record<string, string>>): Array<[string, string]> => {
  const pairs: Array<[string, string]> = [];
  for (const name of Object.keys(map).sort()) {
    const value = map[name];
    if (value) {
      pairs.push([name, value]);
    }
  }
  return pairs;
};

/** As `Object.fromEntries`, in a fifth of the time: each event has two such maps. */
export const mapOf = (pairs: ReadonlyArray<readonly [string, string]>): Record<string, string> => {
  const map: Record<string, string> = {};
  for (const [name, value] of pairs) {
    if (name === '__proto__') {
      return Object.fromEntries(pairs);
    }
    map[name] = value;
  }
  return map;
};

const scalarText = (value: unknown): string =>
  typeof value === 'string'
    ? value.slice(0, maxText)
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : '';

/** Labels in order of their names: texts, numbers and truths of a map; what is empty, a list or a map is left out. */
export const labelsOf = (map: Readonly<Record<string, unknown>> | null | undefined): Record<string, string> =>
  Object.fromEntries(
    orderedPairs(
      Object.fromEntries(
        Object.entries(map ?? {})
          .slice(0, maxPairs)
          .map(([name, value]) => [name.slice(0, maxName), scalarText(value)])
      )
    )
  );

/** A map of any depth as annotations: what is no plain value as JSON. */
export const annotationsOf = (map: Readonly<Record<string, unknown>> | null | undefined): Record<string, string> =>
  labelsOf(
    Object.fromEntries(
      Object.entries(map ?? {})
        .slice(0, maxPairs)
        .map(([name, value]) => [name, typeof value === 'object' && value !== null ? JSON.stringify(value) : value])
    )
  );

/** Tags written `name:value` as labels; one without a value is `true`. Of tags that share a name the values are joined by a comma. */
export const labelsOfTags = (tags: readonly string[]): Record<string, string> => {
  const found = new Map<string, Set<string>>();
  for (const tag of tags.slice(0, maxPairs)) {
    const [, name = '', value = ''] = /^\s*([^:=]*)(?:[:=](.*))?$/s.exec(tag.slice(0, maxText)) ?? [];
    if (name.trim() !== '') {
      found.set(name.trim(), (found.get(name.trim()) ?? new Set()).add(value.trim() || 'true'));
    }
  }
  return labelsOf(Object.fromEntries([...found].map(([name, values]) => [name, [...values].join(',')])));
};
