import type { Alert } from '@watchroom/contract';
import type { AlertGroup } from './viewState';

/** One line of the list: the head of a group, or an alert with its place among the alerts. */
export type ListItem = { kind: 'group'; name: string; count: number } | { kind: 'alert'; alert: Alert; index: number };

/** The lines of groups in order; a group without a name has no head. */
export const listItems = (groups: readonly AlertGroup[]): ListItem[] => {
  let index = 0;
  return groups.flatMap(({ name, alerts }): ListItem[] => [
    ...(name === '' ? [] : [{ kind: 'group' as const, name, count: alerts.length }]),
    ...alerts.map((alert) => ({ kind: 'alert' as const, alert, index: index++ })),
  ]);
};
