import type { Anomaly } from '@watchroom/contract';
import type { DetectorConfig } from '../config/settings.js';
import type { IncomingEvent } from '../intake/sender.js';

/** The alert event of an anomaly: firing while it lasts, else resolved. One alert per detector and series. */
export const anomalyEvent = (config: DetectorConfig, anomaly: Anomaly): IncomingEvent => ({
  identity: [config.name, anomaly.seriesId],
  name: config.name,
  status: anomaly.endsAt === null ? 'firing' : 'resolved',
  severity: config.severity,
  summary: anomaly.reason,
  description: `Detector "${config.name}" on ${anomaly.metric}`,
  labels: { ...anomaly.labels, ...config.labels, alertname: config.name, metric: anomaly.metric },
  // Where the alert's page finds the anomaly, its explanation and what people said of it.
  annotations: { anomalyId: anomaly.id },
  links: [],
  startsAt: anomaly.startsAt,
  endsAt: anomaly.endsAt,
});
