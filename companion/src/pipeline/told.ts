import { worstSeverity, type Alert } from '@watchroom/contract';
import type { RouteDecision } from './route.js';

/** An alert with what people were told of it by this decision (`at` in ms). */
export const withTold = (alert: Alert, decision: RouteDecision, at: number): Alert => {
  if (alert.status === 'resolved') {
    return decision.send ? { ...alert, toldAt: null } : alert;
  }
  if (!decision.send) {
    return alert;
  }
  const { flapping } = alert;
  return {
    ...alert,
    toldAt: at,
    ...(flapping && { flapping: { ...flapping, severity: worstSeverity(flapping.severity, alert.severity) } }),
  };
};
