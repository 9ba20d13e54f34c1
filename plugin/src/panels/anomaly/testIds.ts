export const anomalyPanelTestIds = {
  plot: 'watchroom-anomaly-plot',
  tooltip: 'watchroom-anomaly-tooltip',
  notes: 'watchroom-anomaly-notes',
  message: 'watchroom-anomaly-message',
  details: 'watchroom-anomaly-details',
  findCause: 'watchroom-anomaly-find-cause',
} as const;
