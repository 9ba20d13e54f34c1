import type { Anomaly, Severity } from '@watchroom/contract';
import type { DetectorConfig } from '../config/settings.js';
import type { IncomingEvent } from '../intake/sender.js';

/**
 * The alert event of an anomaly: firing while it lasts, else resolved. One alert per detector and series. `reasons` are what speaks for the
 * severity, where that is not always the same.
 */
export const anomalyEvent = (
  config: DetectorConfig,
  anomaly: Anomaly,
  severity: Severity,
  reasons?: string
): IncomingEvent => ({
  identity: [config.name, anomaly.seriesId],
  name: config.name,
  status: anomaly.endsAt === null ? 'firing' : 'resolved',
  severity,
  summary: anomaly.reason,
  description: `Detector "${config.name}" on ${anomaly.metric}${reasons ? `; ${severity}: ${reasons}` : ''}`,
  labels: { ...anomaly.labels, ...config.labels, alertname: config.name, metric: anomaly.metric },
  // Where the alert's page finds the anomaly, its explanation and what people said of it.
  annotations: { anomalyId: anomaly.id },
  links: [],
  startsAt: anomaly.startsAt,
  endsAt: anomaly.endsAt,
});
