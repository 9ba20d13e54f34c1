// Writes the contract's routes for the plugin's backend, which checks roles by them: plugin/pkg/resources/routes.json.
// `--check` only compares. Needs a built contract (npm run build).
import { readFile, writeFile } from 'node:fs/promises';
import { routes } from '@watchroom/contract';

const target = new URL('../plugin/pkg/resources/routes.json', import.meta.url);
const content =
  JSON.stringify(
    Object.entries(routes).map(([name, { method, path, role }]) => ({ name, method, path, role })),
    null,
    2
  ) + '\n';

if (process.argv.includes('--check')) {
  const existing = await readFile(target, 'utf8').catch(() => '');
  if (existing !== content) {
    console.error('plugin/pkg/resources/routes.json is not what the contract says: run `npm run generate`');
    process.exit(1);
  }
} else {
  await writeFile(target, content);
}
