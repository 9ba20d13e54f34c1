import fs from 'node:fs';
import path from 'node:path';
import { globSync } from 'glob';

export const pluginRoot = path.resolve(import.meta.dirname, '..', '..');
export const sourceDir = path.join(pluginRoot, 'src');
export const distDir = path.join(pluginRoot, 'dist');

const readJson = (file) => JSON.parse(fs.readFileSync(file, 'utf8'));

export const appId = readJson(path.join(sourceDir, 'plugin.json')).id;
export const appVersion = readJson(path.join(pluginRoot, 'package.json')).version;

/** One entry for each folder that holds a plugin.json and a module: the app itself, its panels and its datasource. */
export const entries = () =>
  Object.fromEntries(
    globSync('**/plugin.json', { cwd: sourceDir, posix: true })
      .map((file) => path.posix.dirname(file))
      .flatMap((folder) =>
        globSync('module.{ts,tsx}', { cwd: path.join(sourceDir, folder), absolute: true }).map((module) => [
          path.posix.join(folder, 'module'),
          module,
        ])
      )
  );
