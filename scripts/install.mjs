import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The repository's folder. */
export const root = dirname(import.meta.dirname);

/**
 * Runs a program to its end with its output on ours; rejects with its name and code where it fails.
 * `options.cwd` is relative to the repository.
 */
export const run = (command, args, options = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: options.quiet ? ['ignore', 'ignore', 'inherit'] : ['ignore', 'inherit', 'inherit'],
      cwd: join(root, options.cwd ?? '.'),
      env: { ...process.env, ...options.env },
      shell: false,
    });
    child.once('error', (error) =>
      reject(
        error.code === 'ENOENT'
          ? new Error(`${command} is not installed; ${options.hint ?? 'install it and try again'}`)
          : error
      )
    );
    child.once('exit', (code, signal) =>
      code === 0 ? resolve() : reject(new Error(`${command} ${args.join(' ')} ended with ${signal ?? code}`))
    );
  });

const digest = async (file) =>
  createHash('sha256')
    .update(await readFile(file))
    .digest('hex');

/** `npm ci` in a folder, only where its lockfile is not the one installed last. */
const installFolder = async (folder) => {
  const lockfile = join(root, folder, 'package-lock.json');
  const stamp = join(root, folder, 'node_modules', '.watchroom-lock');
  const wanted = await digest(lockfile);
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === wanted) {
    return;
  }
  console.log(`Installing packages of ${folder === '.' ? 'Watchroom' : folder} ...`);
  await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder });
  await mkdir(join(root, folder, 'node_modules'), { recursive: true });
  await writeFile(stamp, wanted);
};

/**
 * Installs what the workspaces need, and where the host page is wanted, the packages of its newer world; the older one takes the
 * workspace's.
 */
export const installPackages = async ({ host = false } = {}) => {
  await Promise.all(['.', ...(host ? ['plugin/host/grafana-13'] : [])].map(installFolder));
};
