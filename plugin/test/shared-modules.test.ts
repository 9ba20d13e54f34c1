import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { buildParts } from '../../scripts/build-parts.mjs';

/** What Grafana 10.1 serves to plugins: public/app/features/plugins/plugin_loader.ts of its v10.1 branch. */
const sharedBy101 = [
  '@emotion/css',
  '@emotion/react',
  '@grafana/data',
  '@grafana/runtime',
  '@grafana/ui',
  'd3',
  'lodash',
  'module',
  'moment',
  'react',
  'react-dom',
  'react-redux',
  'react-router',
  'redux',
  'rxjs',
  'rxjs/operators',
];

const output = path.resolve(import.meta.dirname, '../dist');

beforeAll(() => buildParts(['plugin']), 180_000);

const files = (named: (name: string) => boolean): string[] =>
  fs
    .readdirSync(output, { recursive: true, encoding: 'utf8' })
    .filter((file) => named(path.basename(file)))
    .sort();

const text = (file: string): string => fs.readFileSync(path.join(output, file), 'utf8');

it('builds a module beside each plugin.json', () => {
  const foldersOf = (wanted: string) => files((name) => name === wanted).map((file) => path.dirname(file));
  expect(foldersOf('plugin.json')).toContain('.');
  expect(foldersOf('module.js').toSorted()).toEqual(foldersOf('plugin.json').toSorted());
});

it('asks Grafana only for what 10.1 shares', () => {
  for (const file of files((name) => name === 'module.js')) {
    const asked = /\bdefine\((\[[^\]]*\])/.exec(text(file))?.[1];
    expect(asked, file).toBeDefined();
    expect(
      (JSON.parse(asked ?? '[]') as string[]).filter((name) => !sharedBy101.includes(name)),
      file
    ).toEqual([]);
  }
});

it('bundles no React of its own, which another version of React would refuse', () => {
  const own = files((name) => name.endsWith('.js')).filter((file) =>
    /Symbol\.for\(["']react\.(transitional\.)?element["']\)/.test(text(file))
  );
  expect(own).toEqual([]);
});

it('fills in version, date and ids', () => {
  for (const file of files((name) => name === 'plugin.json')) {
    expect(text(file), file).not.toMatch(/%[A-Z_]+%/);
  }
});
