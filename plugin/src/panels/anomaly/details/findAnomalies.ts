import type { Anomaly } from '@watchroom/contract';
import { call } from '../../../api/client';
import { seriesText } from '../../../components/seriesWords';

/** The panel's line that is asked about. */
export interface MarkedSeries {
  /** The metric or field. */
  name: string;
  labels: Record<string, string>;
}

/** Labels that say which series it is: not the metric's name, nor which part of a band a field is. */
const telling = ({ __name__: _name, band: _band, ...labels }: Record<string, string>): Record<string, string> => labels;

/** The name under which the series is stored, as far as the panel can tell. */
const metricOf = ({ name, labels }: MarkedSeries): string => labels['__name__'] ?? name;

/** The series as Prometheus writes it. */
export const selectorOf = (series: MarkedSeries): string => seriesText(metricOf(series), telling(series.labels));

const sameLabels = (a: Record<string, string>, b: Record<string, string>): boolean =>
  Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([name, value]) => b[name] === value);

/** Of the series that a selector fits, which may have more labels, those looked through. */
const lookedThrough = 1000;

/**
 * What detectors found of a panel's line from `from` to `to` (ms), the oddest first; empty where the line is no stored series. Rejects
 * with `ApiProblem`.
 */
export const findAnomalies = async (
  series: MarkedSeries,
  { from, to }: { from: number; to: number }
): Promise<Anomaly[]> => {
  const { items } = await call('listSeries', { query: { match: selectorOf(series), limit: lookedThrough } });
  const stored = items.find(
    ({ name, labels }) => name === metricOf(series) && sameLabels(labels, telling(series.labels))
  );
  if (!stored) {
    return [];
  }
  const found = await call('listAnomalies', {
    query: { from: new Date(from).toISOString(), to: new Date(to).toISOString(), seriesId: stored.id },
  });
  return [...found.items].sort((a, b) => b.score - a.score);
};
