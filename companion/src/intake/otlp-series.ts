import { seriesKey } from '../stores/timeseries/series-id.js';
import type { SeriesSamples } from '../stores/timeseries/timeseries-store.js';
import { addLabels, resourceLabels } from './otlp-labels.js';
import type { OtlpAttributes, OtlpMessage, OtlpMetric } from './otlp-message.js';
import { otlpMetricName } from './otlp-names.js';
import { InvalidPayload } from './sender.js';

/** Why samples were left out, with how many. */
export type OtlpLeftOut = Record<'stale' | 'not_finite' | 'time', number>;

export interface OtlpSeries {
  /** Series that have at least one sample, `times` ascending. */
  series: SeriesSamples[];
  leftOut: OtlpLeftOut;
}

const endOfTime = Date.UTC(2100, 0, 1);
const noRecordedValue = 1;
const cumulative = 2;
/** One data point may hold this many buckets; nobody looks at more. */
const maxBuckets = 1000;
/** Of one request: a point of a histogram becomes many. */
const maxSamples = 300_000;

interface Point {
  attributes?: OtlpAttributes;
  timeUnixNano?: number | null | undefined;
  flags?: number | null | undefined;
}

interface Distribution extends Point {
  count?: number | null | undefined;
  sum?: number | null | undefined;
}

/** Gathers samples by series. */
const createGatherer = (latest: number) => {
  const found = new Map<string, SeriesSamples>();
  const leftOut: OtlpLeftOut = { stale: 0, not_finite: 0, time: 0 };
  let count = 0;

  const add = (name: string, unit: string, labels: Record<string, string>, point: Point, value: number): void => {
    // Half a microsecond more, since nanoseconds of today are not exact in a double.
    const time = Math.floor((point.timeUnixNano ?? 0) / 1e6 + 0.0005);
    if (((point.flags ?? 0) & noRecordedValue) !== 0) {
      leftOut.stale++;
    } else if (!Number.isFinite(value)) {
      leftOut.not_finite++;
    } else if (!(time > 0 && time <= latest && time < endOfTime)) {
      leftOut.time++;
    } else {
      count += 1;
      if (count > maxSamples) {
        const message = `holds more than ${maxSamples} samples; send fewer at once`;
        throw new InvalidPayload([{ field: 'body', message }]);
      }
      const key = seriesKey(name, labels);
      const series = found.get(key) ?? { name, labels, unit: unit === '' ? null : unit, times: [], values: [] };
      series.times.push(time);
      series.values.push(value);
      found.set(key, series);
    }
  };
  return { add, result: (): OtlpSeries => ({ series: [...found.values()].map(inOrderOfTime), leftOut }) };
};
type Gatherer = ReturnType<typeof createGatherer>;

const inOrderOfTime = (series: SeriesSamples): SeriesSamples => {
  const { times, values } = series;
  if (times.every((time, index) => index === 0 || time >= (times[index - 1] ?? 0))) {
    return series;
  }
  const order = times.map((_, index) => index).sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0));
  return { ...series, times: order.map((at) => times[at] ?? 0), values: order.map((at) => values[at] ?? NaN) };
};

const addMetric = (metric: OtlpMetric, resource: Record<string, string>, into: Gatherer, field: string): void => {
  if (!metric.name) {
    throw new InvalidPayload([{ field: `${field}.name`, message: 'must not be empty' }]);
  }
  const { name } = metric;
  const unit = metric.unit ?? '';
  const labelsOf = (point: Point): Record<string, string> => addLabels(point.attributes, { ...resource });

  const numbers = metric.gauge ?? metric.sum;
  const isCounter =
    metric.gauge == null && metric.sum?.isMonotonic === true && metric.sum.aggregationTemporality === cumulative;
  const numberName = otlpMetricName(name, unit, isCounter ? 'counter' : metric.gauge ? 'gauge' : 'other');
  for (const point of numbers?.dataPoints ?? []) {
    into.add(numberName, unit, labelsOf(point), point, point.asInt ?? point.asDouble ?? NaN);
  }

  const base = otlpMetricName(name, unit, 'other');
  const addTotals = (point: Distribution, labels: Record<string, string>): void => {
    into.add(`${base}_count`, '', labels, point, point.count ?? 0);
    if (point.sum != null) {
      into.add(`${base}_sum`, unit, labels, point, point.sum);
    }
  };
  for (const point of [...(metric.histogram?.dataPoints ?? []), ...(metric.exponentialHistogram?.dataPoints ?? [])]) {
    const labels = labelsOf(point);
    addTotals(point, labels);
    const bounds = point.explicitBounds ?? [];
    const counts = point.bucketCounts ?? [];
    if (counts.length === bounds.length + 1 && counts.length <= maxBuckets) {
      let below = 0;
      counts.forEach((count, index) => {
        below += Number(count);
        const le = index < bounds.length ? String(Number(bounds[index])) : '+Inf';
        into.add(`${base}_bucket`, '', { ...labels, le }, point, below);
      });
    }
  }
  for (const point of metric.summary?.dataPoints ?? []) {
    const labels = labelsOf(point);
    addTotals(point, labels);
    for (const { quantile, value } of point.quantileValues ?? []) {
      into.add(base, unit, { ...labels, quantile: String(quantile ?? 0) }, point, value ?? 0);
    }
  }
};

/**
 * The series of an OTLP request, named and labelled as Prometheus would have them: histograms and summaries become `_count`, `_sum`,
 * `_bucket` and quantiles. Values of delta temporality stay what they are, the count of their interval. Left out, and counted: points
 * without a recorded value, NaN and infinities, times later than `latest` (ms) or absent.
 *
 * @throws {InvalidPayload} on a metric without a name, and on more than 300,000 samples.
 */
export const otlpSeries = ({ resourceMetrics }: OtlpMessage, latest: number): OtlpSeries => {
  const gatherer = createGatherer(latest);
  (resourceMetrics ?? []).forEach(({ resource, scopeMetrics }, at) => {
    const labels = resourceLabels(resource?.attributes);
    (scopeMetrics ?? []).forEach(({ metrics }, scope) =>
      (metrics ?? []).forEach((metric, index) =>
        addMetric(metric, labels, gatherer, `resourceMetrics[${at}].scopeMetrics[${scope}].metrics[${index}]`)
      )
    );
  });
  return gatherer.result();
};
