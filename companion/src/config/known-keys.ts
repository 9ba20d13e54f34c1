import { detectorQuery } from '@watchroom/contract';
import { calendarKeys, holidayKeys, maintenanceKeys } from './calendar-schema.js';
import { valueAt } from './explain-issue.js';
import { baselineDetectorConfig, configFile, correlationRule, thresholdDetectorConfig, viewConfig } from './schema.js';
import { clickhouseSourceConfig, grafanaSourceConfig, prometheusSourceConfig } from './source-schema.js';

const queries = new Map(detectorQuery.options.map((option) => [option.shape.type.value, option]));
const sources = new Map(
  [clickhouseSourceConfig, prometheusSourceConfig, grafanaSourceConfig].map((option) => [
    option.shape.type.value,
    option,
  ])
);

/** The keys that may stand at a path of a configuration file, given what the file says there. */
export const knownKeys = (path: readonly PropertyKey[], raw: unknown): string[] => {
  if (path.includes('matchers')) {
    return ['label', 'op', 'value'];
  }
  if (path.includes('tls')) {
    return ['caFile'];
  }
  if (path[0] === 'calendars') {
    const part = path.includes('holidays')
      ? holidayKeys
      : path.includes('maintenance')
        ? maintenanceKeys
        : calendarKeys;
    return Object.keys(part.shape);
  }
  const type = String(valueAt(raw, [...path, 'type']));
  if (path[0] === 'detectors' && path.includes('query')) {
    return Object.keys(queries.get(type as never)?.shape ?? {});
  }
  if (path[0] === 'detectors') {
    const threshold = valueAt(raw, [...path, 'kind']) === 'threshold';
    return Object.keys((threshold ? thresholdDetectorConfig : baselineDetectorConfig).shape);
  }
  if (path[0] === 'sources') {
    return Object.keys(sources.get(type as never)?.shape ?? {});
  }
  if (path[0] === 'views') {
    return Object.keys(viewConfig.shape);
  }
  return Object.keys((path[0] === 'correlation' ? correlationRule : configFile).shape);
};
