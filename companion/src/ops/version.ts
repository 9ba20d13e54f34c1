import { readFileSync } from 'node:fs';

/** The companion's version, from its package. The path is the same seen from `src` and from `dist`. */
export const version: string = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
).version;
