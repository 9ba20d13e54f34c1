import type { Alert, Labels } from '@watchroom/contract';

/** Labels as rules see them: the sender's own, with the alert's name, service, sender and severity where they are not among them. */
export const visibleLabels = (alert: Pick<Alert, 'name' | 'sender' | 'severity' | 'service' | 'labels'>): Labels => ({
  alertname: alert.name,
  sender: alert.sender,
  severity: alert.severity,
  ...(alert.service !== null && { service: alert.service }),
  ...alert.labels,
});
