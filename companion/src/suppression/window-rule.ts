import type { MaintenanceWindowSpec } from '@watchroom/contract';
import type { TimedRule } from './timed-rule.js';
import { createWindowTimes, type WindowTimes } from './window-times.js';

export type MaintenanceRule = TimedRule & Pick<WindowTimes, 'next'>;

/** Makes rules of maintenance windows: one of each spec, however often it is asked for. */
export const createWindowRules = (): ((spec: MaintenanceWindowSpec) => MaintenanceRule) => {
  const rules = new WeakMap<MaintenanceWindowSpec, MaintenanceRule>();
  return (spec) => {
    const known = rules.get(spec);
    if (known) {
      return known;
    }
    const rule: MaintenanceRule = {
      kind: 'maintenance',
      id: spec.name,
      name: spec.name,
      matchers: spec.matchers,
      monitorOnly: spec.mode === 'monitor',
      ...createWindowTimes(spec),
    };
    rules.set(spec, rule);
    return rule;
  };
};
