import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root, run } from './install.mjs';

const platform = { linux: 'linux', darwin: 'darwin', win32: 'windows' }[process.platform] ?? 'linux';
const mageTarget = `build:${platform}${process.arch === 'arm64' ? 'ARM64' : ''}`;

/** What can be built: the sources that it is made from, a file that it leaves behind, and how. */
const parts = {
  contract: {
    sources: ['contract/src', 'scripts/transpile.mjs'],
    result: 'contract/dist/index.js',
    build: () => run('node', ['scripts/transpile.mjs', 'contract']),
  },
  companion: {
    sources: ['companion/src', 'scripts/transpile.mjs'],
    result: 'companion/dist/main.js',
    build: () => run('node', ['scripts/transpile.mjs', 'companion']),
  },
  plugin: {
    sources: ['contract/src', 'plugin/src', 'plugin/.config', 'plugin/package.json'],
    result: 'plugin/dist/module.js',
    build: () => run('npm', ['run', 'build', '--silent', '-w', 'plugin']),
  },
  backend: {
    sources: ['plugin/pkg', 'go.mod', 'go.sum', 'Magefile.go', 'package.json'],
    result: `plugin/dist/gpx_watchroom_${platform}_${process.arch === 'arm64' ? 'arm64' : 'amd64'}${platform === 'windows' ? '.exe' : ''}`,
    build: () => run('go', ['run', 'github.com/magefile/mage', mageTarget], { hint: 'install Go 1.26 or newer' }),
  },
  host: {
    sources: [
      'plugin/host/src',
      'plugin/host/build.mjs',
      'package-lock.json',
      'plugin/host/grafana-13/package-lock.json',
    ],
    result: 'plugin/host/grafana-13/public/host.js',
    build: () => run('node', ['plugin/host/build.mjs']),
  },
};

async function* filesBelow(path) {
  const entry = await stat(path);
  if (entry.isFile()) {
    yield { path, entry };
    return;
  }
  for (const name of (await readdir(path)).sort()) {
    yield* filesBelow(join(path, name));
  }
}

const fingerprint = async (sources) => {
  const hash = createHash('sha256');
  for (const source of sources) {
    for await (const { path, entry } of filesBelow(join(root, source))) {
      hash.update(`${path}\0${entry.size}\0${entry.mtimeMs}\0`);
    }
  }
  return hash.digest('hex');
};

/** Builds the named parts, in order, leaving alone what is newer than its sources. Webpack empties plugin/dist, so plugin comes before backend. */
export const buildParts = async (names) => {
  const folder = join(root, '.cache/build');
  await mkdir(folder, { recursive: true });
  for (const name of names) {
    const part = parts[name];
    const stamp = join(folder, name);
    const wanted = await fingerprint(part.sources);
    const built = await readFile(stamp, 'utf8').catch(() => '');
    if (built === wanted && existsSync(join(root, part.result))) {
      continue;
    }
    const start = performance.now();
    await part.build();
    await writeFile(stamp, wanted);
    console.log(`Built ${name} in ${((performance.now() - start) / 1000).toFixed(0)} s`);
  }
};
