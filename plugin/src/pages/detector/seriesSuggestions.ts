import { formatMatchers, type Matcher, type RouteResult } from '@watchroom/contract';

type Series = RouteResult<'listSeries'>['items'][number];

/** A selector that would watch fewer series, and what it adds. */
export interface Narrowing {
  text: string;
  selector: string;
}

/** At most this many are offered. */
const offered = 8;

/** Matchers to add, by labels in which the matching series differ: most telling (fewest values) first. */
export const narrowings = (matchers: readonly Matcher[], series: readonly Series[]): Narrowing[] => {
  const values = new Map<string, Set<string>>();
  for (const { labels } of series) {
    for (const [label, value] of Object.entries(labels)) {
      values.set(label, (values.get(label) ?? new Set()).add(value));
    }
  }
  return [...values]
    .filter(([label, found]) => found.size > 1 && !matchers.some((matcher) => matcher.label === label))
    .sort(([a, left], [b, right]) => left.size - right.size || a.localeCompare(b))
    .flatMap(([label, found]) =>
      [...found].sort().map((value): Narrowing => {
        const added: Matcher = { label, op: '=', value };
        return { text: `${label}=${value}`, selector: formatMatchers([...matchers, added]) };
      })
    )
    .slice(0, offered);
};

/** `3 series match`, as exact as is known. */
export const matchText = (count: number, limit: number): string =>
  count === 0
    ? 'No stored series matches; it watches those that come'
    : `${count >= limit ? `${limit} or more` : count} series match${count === 1 ? 'es' : ''}`;
