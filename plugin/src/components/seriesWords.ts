import { formatMatchers } from '@watchroom/contract';

/** A series as Prometheus writes it: `name{a="b"}`. */
export const seriesText = (name: string, labels: Record<string, string>): string =>
  formatMatchers([
    { label: '__name__', op: '=', value: name },
    ...Object.entries(labels).map(([label, value]) => ({ label, op: '=' as const, value })),
  ]);

interface Named {
  name: string;
  labels: Record<string, string>;
}

/** For narrow places: each metric with the values of those labels in which its series differ; of all labels where there is but one. */
export const shortNames = (series: readonly Named[]): string[] => {
  const ofMetric = new Map<string, Named[]>();
  for (const one of series) {
    ofMetric.set(one.name, [...(ofMetric.get(one.name) ?? []), one]);
  }
  const telling = new Map(
    [...ofMetric].map(([metric, others]): [string, Set<string>] => {
      const labels = new Set(others.flatMap((other) => Object.keys(other.labels)));
      return [metric, new Set([...labels].filter((label) => new Set(others.map((o) => o.labels[label])).size > 1))];
    })
  );
  return series.map(({ name, labels }) => {
    const differing = Object.entries(labels).filter(([label]) => telling.get(name)?.has(label));
    return [name, ...(differing.length > 0 ? differing : Object.entries(labels)).map(([, value]) => value)].join(' · ');
  });
};
