import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readConfigDir } from './config-dir.js';

test('the configuration that ships is valid', async () => {
  const shipped = await readConfigDir(fileURLToPath(new URL('../../../provisioning/watchroom', import.meta.url)));
  expect(shipped.detectors.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['baseline', 'threshold']));
  expect(shipped.correlation.map(({ name, groupBy }) => [name, groupBy])).toEqual([
    ['application', ['cluster', 'namespace']],
    ['host', ['host']],
  ]);
  expect(shipped.enrichment.map(({ name, table }) => [name, table?.rows.size])).toEqual([['owners of the shop', 7]]);
});
