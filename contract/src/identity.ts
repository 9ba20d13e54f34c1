import { z } from 'zod';

export const roles = ['Viewer', 'Editor', 'Admin'] as const;
export const role = z.enum(roles).meta({ id: 'Role' });
export type Role = z.output<typeof role>;

/** Whether `actual` may do what asks for `needed`. */
export const roleAllows = (actual: Role, needed: Role): boolean => roles.indexOf(actual) >= roles.indexOf(needed);

/** Who is asking, as the plugin's backend signs it (JWT claims; HS256; audience `watchroom`; short-lived). */
export const identityClaims = z.object({
  sub: z.string(),
  name: z.string().default(''),
  org: z.string(),
  role,
});
export type Identity = z.output<typeof identityClaims>;
