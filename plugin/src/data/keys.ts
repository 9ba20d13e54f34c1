import type { RouteName } from '@watchroom/contract';

/** Query keys: the operation's name first, so that live updates find every list of one kind. */
export const queryKey = <N extends RouteName>(name: N, ...rest: unknown[]) => [name, ...rest] as const;

/** An incident's members; apart from the inbox's lists, as nobody minds when these rows move. */
export const incidentAlertsKey = (incidentId: string) => ['incidentAlerts', incidentId] as const;
