// npm run bench -- NAME [--json] [options of the bench]: runs bench/NAME.ts, which exports `run(args)`.
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buildParts } from './build-parts.mjs';
import { installPackages, root } from './install.mjs';

const [name, ...args] = process.argv.slice(2);
const file = join(root, 'bench', `${name}.ts`);
if (!name || !/^[a-z-]+$/.test(name) || !existsSync(file)) {
  const names = (await readdir(join(root, 'bench')))
    .filter((entry) => entry.endsWith('.ts'))
    .map((entry) => entry.slice(0, -3));
  console.error(`npm run bench -- NAME [--json]; there are: ${names.join(', ')}`);
  process.exit(2);
}
await installPackages();
await buildParts(['contract', 'companion']);
const { tsImport } = await import('tsx/esm/api');
const { run } = await tsImport(file, import.meta.url);
const figures = await run(args.filter((arg) => arg !== '--json'));
if (args.includes('--json')) {
  console.log(JSON.stringify(figures));
} else {
  console.table(figures);
}
process.exit(0);
