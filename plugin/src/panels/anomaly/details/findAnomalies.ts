import type { Anomaly } from '@watchroom/contract';

/** The panel's line that is asked about. */
export interface MarkedSeries {
  /** The metric or field. */
  name: string;
  labels: Record<string, string>;
}

/** Labels that say which series it is: not the metric's name, nor which part of a band a field is. */
const telling = ({ __name__: _name, band: _band, ...labels }: Record<string, string>): Record<string, string> => labels;

/** The name under which the series is stored, as far as the panel can tell. */
export const metricOf = ({ name, labels }: MarkedSeries): string => labels['__name__'] ?? name;

const sameLabels = (a: Record<string, string>, b: Record<string, string>): boolean =>
  Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([name, value]) => b[name] === value);

/** What detectors found of this very series, the oddest first. */
export const foundOf = (anomalies: readonly Anomaly[], series: MarkedSeries): Anomaly[] =>
  anomalies
    .filter(({ metric, labels }) => metric === metricOf(series) && sameLabels(labels, telling(series.labels)))
    .sort((a, b) => b.score - a.score);

/** The series' labels for a selector. */
export const selectorLabels = ({ labels }: MarkedSeries): Record<string, string> => telling(labels);
