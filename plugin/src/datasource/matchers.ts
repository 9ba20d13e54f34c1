import type { Matcher } from '@watchroom/contract';

/** The label that holds the metric's name. */
export const metricLabel = '__name__';

export const matcherOps: ReadonlyArray<Matcher['op']> = ['=', '!=', '=~', '!~'];

const isMetric = ({ label, op }: Matcher): boolean => label === metricLabel && op === '=';

/** The metric that a query names, and its other matchers. */
export const splitMatchers = (matchers: readonly Matcher[] = []): { metric: string; rest: Matcher[] } => {
  const metric = matchers.find(isMetric);
  return { metric: metric?.value ?? '', rest: matchers.filter((matcher) => matcher !== metric) };
};

/** Matchers to store: rows that are not filled in yet are left out, as the backend would refuse them. */
export const joinMatchers = (metric: string, rest: readonly Matcher[]): Matcher[] => [
  ...(metric.trim() === '' ? [] : [{ label: metricLabel, op: '=' as const, value: metric.trim() }]),
  ...rest.filter(({ label }) => label.trim() !== ''),
];

/** As in Prometheus: `name{label="value",other=~"re.*"}`. */
export const selectorOf = (matchers: readonly Matcher[]): string => {
  const { metric, rest } = splitMatchers(matchers);
  const plain = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(metric);
  const inBraces = plain || metric === '' ? rest : [{ label: metricLabel, op: '=' as const, value: metric }, ...rest];
  const braces = inBraces.map(({ label, op, value }) => `${label}${op}${JSON.stringify(value)}`).join(',');
  return `${plain ? metric : ''}${braces === '' ? '' : `{${braces}}`}`;
};

/** Text to be taken literally within a regular expression (RE2 and JavaScript's). */
export const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
