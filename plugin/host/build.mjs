// Bundles the host page once for each world with that world's packages: plugin/host/<world>/public/host.{js,css}.
import { build } from 'esbuild';
import { cp, mkdir } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));

/** Where each world's packages are: those of 10.1 are the ones that the plugin is built and tested against. */
const worlds = { 'grafana-10': join(folder, '..'), 'grafana-13': join(folder, 'grafana-13') };

/** Bare imports of the host's sources come from the world's folder. */
const packagesOf = (world) => ({
  name: 'packages-of-world',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^[^./]/ }, (args) => {
      if (args.pluginData === world || !args.importer.startsWith(join(folder, 'src'))) {
        return undefined;
      }
      // SystemJS 6 loads the plugin in both worlds; 10.1's packages bring 0.20, which is theirs alone.
      const owner = args.path.startsWith('systemjs/') ? 'grafana-13' : world;
      return resolve(args.path, { kind: args.kind, resolveDir: worlds[owner], pluginData: world });
    });
  },
});

/** Node's modules that Grafana's packages name but a browser lacks. */
const emptyNodeModules = {
  name: 'empty-node-modules',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(fs|tty|util|stream|path|vm|os|crypto)$/ }, (args) => ({
      path: args.path,
      namespace: 'empty',
    }));
    onLoad({ filter: /.*/, namespace: 'empty' }, () => ({ contents: 'module.exports = {}' }));
  },
};

for (const world of Object.keys(worlds)) {
  const target = join(folder, world, 'public');
  await mkdir(target, { recursive: true });
  await build({
    entryPoints: { host: join(folder, 'src/main.tsx') },
    outdir: target,
    bundle: true,
    format: 'iife',
    target: 'es2022',
    jsx: 'transform',
    logLevel: 'error',
    mainFields: ['browser', 'module', 'main'],
    define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis', 'process.env': '{}' },
    loader: { '.svg': 'dataurl', '.woff2': 'dataurl', '.woff': 'dataurl', '.ttf': 'dataurl', '.png': 'dataurl' },
    minify: true,
    // tsconfig's paths are for types only; they would bring one world's packages into the other.
    tsconfigRaw: '{}',
    plugins: [packagesOf(world), emptyNodeModules],
  });
  const icons = join(folder, 'grafana-13/node_modules/@grafana/ui/dist/public/img');
  if (existsSync(icons)) {
    await cp(icons, join(target, 'img'), { recursive: true });
  }
}
