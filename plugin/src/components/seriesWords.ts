import { formatMatchers } from '@watchroom/contract';

/** A series as Prometheus writes it: `name{a="b"}`. */
export const seriesText = (name: string, labels: Record<string, string>): string =>
  formatMatchers([
    { label: '__name__', op: '=', value: name },
    ...Object.entries(labels).map(([label, value]) => ({ label, op: '=' as const, value })),
  ]);

/** For narrow places: the metric and the labels' values. */
export const shortSeriesText = (name: string, labels: Record<string, string>): string =>
  [name, ...Object.values(labels)].join(' · ');
