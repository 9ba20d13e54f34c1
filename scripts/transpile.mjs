// node scripts/transpile.mjs contract|companion: TypeScript to JavaScript, file by file, into <workspace>/dist. Types are `npm run typecheck`'s work.
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

const workspace = process.argv[2];
const folder = join(import.meta.dirname, '..', workspace);
const notShipped = /\.(test|conformance)\.ts$/;

const sources = (await readdir(join(folder, 'src'), { recursive: true }))
  .filter((name) => name.endsWith('.ts') && !notShipped.test(name))
  .map((name) => join(folder, 'src', name));

await rm(join(folder, 'dist'), { recursive: true, force: true });
await build({
  entryPoints: sources,
  outbase: join(folder, 'src'),
  outdir: join(folder, 'dist'),
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  logLevel: 'error',
});
