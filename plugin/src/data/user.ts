import { config } from '@grafana/runtime';
import { roleAllows, roles, routes, type Role, type RouteName } from '@watchroom/contract';

/** Who uses Grafana here. Only for what to show: roles are enforced in the plugin's backend and in the companion. */
export const currentUser = (): { login: string; role: Role } => {
  const { user } = config.bootData;
  const role = roles.find((known) => known === user.orgRole) ?? 'Viewer';
  return { login: user.login ?? '', role };
};

/** Whether the user may call an operation. */
export const mayCall = (name: RouteName): boolean => roleAllows(currentUser().role, routes[name].role);
