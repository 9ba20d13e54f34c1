import type { BrowserContext } from 'playwright-core';

export type Role = 'Viewer' | 'Editor' | 'Admin';

/** A place that shows the plugin: the host page of one world, or a real Grafana. */
export interface Target {
  name: string;
  kind: 'host' | 'grafana';
  url: string;
}

const admin = { user: 'admin', password: process.env['GRAFANA_ADMIN_PASSWORD'] ?? 'admin' };
const rolePassword = 'browser-tests';

const asAdmin = (target: Target, path: string, method: string, body?: unknown): Promise<Response> =>
  fetch(`${target.url}${path}`, {
    method,
    headers: {
      'Content-Type': 'application/json',
      Authorization: `Basic ${Buffer.from(`${admin.user}:${admin.password}`).toString('base64')}`,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });

/** Makes the user of a role where it is not there yet. */
const ensureUser = async (target: Target, role: Role): Promise<void> => {
  const login = role.toLowerCase();
  const made = await asAdmin(target, '/api/admin/users', 'POST', {
    name: role,
    login,
    password: rolePassword,
    OrgId: 1,
  });
  if (made.status !== 200 && made.status !== 412) {
    throw new Error(`Grafana does not make the user ${login}: ${made.status} ${await made.text()}`);
  }
  const found = (await (await asAdmin(target, `/api/users/lookup?loginOrEmail=${login}`, 'GET')).json()) as {
    id: number;
  };
  await asAdmin(target, `/api/org/users/${found.id}`, 'PATCH', { role });
};

/** Signs the browser in as somebody of the role. Grafana takes the theme from the address: see `visit`. */
export const signIn = async (
  context: BrowserContext,
  target: Target,
  role: Role,
  theme: 'light' | 'dark'
): Promise<void> => {
  if (target.kind === 'host') {
    const { hostname: domain } = new URL(target.url);
    const cookie = { domain, path: '/' };
    await context.addCookies([
      { name: 'watchroom_role', value: role, ...cookie },
      { name: 'watchroom_theme', value: theme, ...cookie },
    ]);
    return;
  }
  const user = role === 'Admin' ? admin : { user: role.toLowerCase(), password: rolePassword };
  if (role !== 'Admin') {
    await ensureUser(target, role);
  }
  const answer = await context.request.post(`${target.url}/login`, { data: user });
  if (!answer.ok()) {
    throw new Error(`Grafana does not let ${user.user} in: ${answer.status()}`);
  }
};
