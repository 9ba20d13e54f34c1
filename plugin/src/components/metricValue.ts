import { formattedValueToString, getValueFormat } from '@grafana/data';
import { metricUnit, type MetricUnit } from '@watchroom/contract';
import { numberLabel } from './chartGeometry';

const units: Record<MetricUnit, string> = {
  bytes: 'bytes',
  'bytes-per-second': 'binBps',
  seconds: 's',
  milliseconds: 'ms',
  ratio: 'percentunit',
  percent: 'percent',
  celsius: 'celsius',
};

/** The unit that a metric's name tells, in Grafana's words; null where it tells none. */
export const grafanaUnit = (metric: string): string | null => {
  const unit = metricUnit(metric);
  return unit === null ? null : units[unit];
};

/** A value of a metric for people, in the unit that its name tells. */
export const valueLabel = (metric: string, value: number): string => {
  const unit = grafanaUnit(metric);
  return unit === null || !Number.isFinite(value)
    ? numberLabel(value)
    : formattedValueToString(getValueFormat(unit)(value));
};
