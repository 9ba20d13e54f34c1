import { detectorQuery } from '@watchroom/contract';
import { lifecycleKeys } from './lifecycle-schema.js';
import { logsKeys } from './logs-schema.js';
import { inhibitionRuleKeys, maintenanceWindowKeys, silenceKeys } from './suppression-schema.js';
import { calendarKeys, holidayKeys, maintenanceKeys } from './calendar-schema.js';
import { enrichmentKeys, extractKeys, tableKeys } from './enrichment-schema.js';
import { valueAt } from './explain-issue.js';
import { senderMapping } from './generic-sender-schema.js';
import { builtInSenderConfig, genericSenderConfig } from './sender-schema.js';
import {
  baselineDetectorConfig,
  configFile,
  correlationRule,
  thresholdDetectorConfig,
  topologyEntry,
  viewConfig,
} from './schema.js';
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
  if (
    path.includes('matchers') ||
    (path[0] === 'inhibitionRules' && path.some((key) => key === 'source' || key === 'target'))
  ) {
    return ['label', 'op', 'value'];
  }
  const suppression = suppressionKeys(path);
  if (suppression) {
    return suppression;
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
  if (path[0] === 'enrichment') {
    return Object.keys(
      (path.includes('table') ? tableKeys : path.includes('extract') ? extractKeys : enrichmentKeys).shape
    );
  }
  if (path.includes('mapping')) {
    return path.includes('links') ? ['title', 'url'] : Object.keys(senderMapping.shape);
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
  if (path[0] === 'senders') {
    return Object.keys((type === 'generic' ? genericSenderConfig : builtInSenderConfig).shape);
  }
  if (path[0] === 'logs') {
    return Object.keys(logsKeys(path));
  }
  if (path[0] === 'topology') {
    return Object.keys(topologyEntry.shape);
  }
  if (path[0] === 'views') {
    return Object.keys(viewConfig.shape);
  }
  return Object.keys((path[0] === 'correlation' ? correlationRule : configFile).shape);
};

const suppressionKeys = (path: readonly PropertyKey[]): string[] | null => {
  const shapes: Record<string, object> = {
    silences: silenceKeys.shape,
    maintenanceWindows: maintenanceWindowKeys.shape,
    inhibitionRules: inhibitionRuleKeys.shape,
  };
  const shape = path[0] === 'lifecycle' ? lifecycleKeys(path) : shapes[String(path[0])];
  return shape ? Object.keys(shape) : null;
};
