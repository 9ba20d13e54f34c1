import type { Matcher, RouteResult } from '@watchroom/contract';
import { call } from '../api/client';
import { joinMatchers, literal, metricLabel, selectorOf } from './matchers';

type Series = RouteResult<'listSeries'>['items'];

/** The API's own limit. */
const limit = 1000;

const matching = async (matchers: readonly Matcher[]): Promise<Series> => {
  const match = selectorOf(matchers);
  const { items } = await call('listSeries', { query: { match: match === '' ? undefined : match, limit } });
  return items;
};

const distinct = (names: readonly string[]): string[] => [...new Set(names)].sort((a, b) => a.localeCompare(b));

const containing = (label: string, typed: string): Matcher[] =>
  typed === '' ? [] : [{ label, op: '=~', value: `.*${literal(typed)}.*` }];

/** Metrics of stored series whose name holds what was typed. */
export const metricNames = async (typed = ''): Promise<string[]> =>
  distinct((await matching(containing(metricLabel, typed))).map(({ name }) => name));

/** Labels of the series that match. */
export const labelNames = async (matchers: readonly Matcher[]): Promise<string[]> =>
  distinct((await matching(matchers)).flatMap(({ labels }) => Object.keys(labels)));

/** Values of a label in the series that match, such as hold what was typed. */
export const labelValues = async (label: string, matchers: readonly Matcher[], typed = ''): Promise<string[]> => {
  const others = matchers.filter((matcher) => matcher.label !== label);
  const found = await matching([...joinMatchers('', others), ...containing(label, typed)]);
  return distinct(found.flatMap(({ name, labels }) => (label === metricLabel ? [name] : (labels[label] ?? []))));
};
