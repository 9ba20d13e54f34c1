import type { Report, ReportCounts, ReportMeans } from '@watchroom/contract';
import { shortDuration } from '../../components/time';

/** What a chart draws for each step: bars on top of each other, or lines. */
export interface ChartLine {
  label: string;
  /** Of Grafana's palette. */
  color: string;
  /** One for each step; null where there is nothing to say. */
  values: Array<number | null>;
  /** Over all steps. */
  total: number | null;
}

export interface ChartSpec {
  title: string;
  kind: 'stack' | 'lines';
  lines: ChartLine[];
  format: (value: number) => string;
  /** What lines of the grid may lie apart, the smallest first: so no two have the same words. */
  gridSteps: readonly number[];
}

/** A number for people, whole. */
export const count = (value: number): string => Math.round(value).toLocaleString('en-US');
/** A length of time (ms), to the second. */
export const duration = (ms: number): string => (ms < 1000 ? '0 s' : shortDuration(ms));

const countSteps = Array.from({ length: 12 }, (_, power) => [1, 2, 5].map((digit) => digit * 10 ** power)).flat();
const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const timeSteps = [
  ...[1, 2, 5, 10, 30].map((n) => n * second),
  ...[1, 2, 5, 10, 30].map((n) => n * minute),
  ...[1, 2, 6, 12].map((n) => n * hour),
  ...countSteps.map((n) => n * day),
];

const counts = (report: Report, label: string, color: string, of: (counts: ReportCounts) => number): ChartLine => ({
  label,
  color,
  values: report.buckets.map((bucket) => of(bucket.counts)),
  total: of(report.totals),
});
const means = (report: Report, label: string, color: string, of: keyof ReportMeans): ChartLine => ({
  label,
  color,
  values: report.buckets.map((bucket) => bucket.means[of]),
  total: report.means[of],
});

/** The charts of a report. Pure. */
export const chartsOf = (report: Report): ChartSpec[] => [
  {
    title: 'What became of events',
    kind: 'stack',
    format: count,
    gridSteps: countSteps,
    lines: [
      counts(report, 'Notified', 'orange', ({ notifications }) => notifications),
      counts(report, 'No route', 'red', ({ unrouted }) => unrouted),
      counts(report, 'Told with their incident', 'green', ({ grouped }) => grouped),
      counts(report, 'Suppressed', 'purple', ({ suppressed }) => suppressed),
      counts(report, 'Routine', 'yellow', ({ routine }) => routine),
      counts(report, 'Repeats', 'blue', ({ repeats }) => repeats),
    ],
  },
  {
    title: 'Alerts and incidents',
    kind: 'lines',
    format: count,
    gridSteps: countSteps,
    lines: [
      counts(report, 'Alerts that fired', 'orange', ({ alerts }) => alerts),
      counts(report, 'Alerts that resolved', 'green', ({ resolved }) => resolved),
      counts(report, 'Incidents opened', 'red', ({ incidents }) => incidents),
      counts(report, 'Began to flap', 'purple', ({ flapped }) => flapped),
    ],
  },
  {
    title: 'Mean times',
    kind: 'lines',
    format: duration,
    gridSteps: timeSteps,
    lines: [
      means(report, 'To acknowledge', 'blue', 'timeToAcknowledge'),
      means(report, 'To resolve', 'green', 'timeToResolve'),
      means(report, 'Incident, start to end', 'red', 'incidentDuration'),
    ],
  },
];

/**
 * Columns for uPlot: the times first (ms), then a column a line. Stacked bars are sums from below, the highest first, so that each is drawn over
 * the one above it. Pure.
 */
export const plotColumns = (times: readonly number[], { kind, lines }: ChartSpec): Array<Array<number | null>> => {
  if (kind === 'lines') {
    return [[...times], ...lines.map(({ values }) => values)];
  }
  const below = times.map(() => 0);
  const stacked = lines.map(({ values }) =>
    values.map((value, step) => (below[step] = (below[step] ?? 0) + (value ?? 0)))
  );
  return [[...times], ...stacked.reverse()];
};
