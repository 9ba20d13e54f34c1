import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { Client } from '@elastic/elasticsearch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkSurvivors, strikeWriter, type Acknowledged } from '../../../test/stores/crash.js';
import type { CrashTarget } from '../../../test/stores/crash-writer.js';
import { removeIndices } from '../../../test/stores/elasticsearch-indices.js';
import { createOwnElasticsearch, type OwnElasticsearch } from '../../../test/stores/elasticsearch-server.js';

const url = process.env.ELASTICSEARCH_URL;
const startScript = process.env.ES_START;

describe('Elasticsearch alert store, its writer killed in the midst of writes', () => {
  const prefix = `test-${randomUUID()}`;
  afterAll(async () => {
    if (url === undefined) {
      return;
    }
    const client = new Client({ node: url });
    await removeIndices(client, prefix);
    await client.close();
  });

  it.skipIf(url === undefined)(
    'has every acknowledged event once, kill after kill (needs ELASTICSEARCH_URL)',
    async () => {
      const target: CrashTarget = { dataDir: '', elasticsearch: { url: url ?? '', prefix } };
      const all: Acknowledged = { appended: [], committed: [] };
      for (const after of [1, 20, 61, 100]) {
        const heard = await strikeWriter(target, after, (writer) => writer.kill('SIGKILL'));
        all.appended.push(...heard.appended);
        all.committed.push(...heard.committed);
        await checkSurvivors(target, all);
      }
    }
  );
});

const noScript = startScript === undefined || !existsSync(startScript) || process.platform !== 'linux';

describe.skipIf(noScript)(
  'Elasticsearch alert store, the server killed in the midst of writes (needs ES_START, Linux)',
  () => {
    let server: OwnElasticsearch;
    beforeAll(async () => {
      server = await createOwnElasticsearch(startScript ?? '');
      await server.start();
    }, 600_000);
    afterAll(async () => {
      await server.stop();
    }, 120_000);

    it('has every acknowledged event once after a restart', { timeout: 600_000 }, async () => {
      const target: CrashTarget = { dataDir: '', elasticsearch: { url: server.url, prefix: 'crash' } };
      const all: Acknowledged = { appended: [], committed: [] };
      for (const after of [150, 77]) {
        const heard = await strikeWriter(target, after, () => server.kill());
        // The writer was told that the store is unavailable; nothing crashed and nothing hung.
        expect(heard.exitCode).toBe(75);
        all.appended.push(...heard.appended);
        all.committed.push(...heard.committed);
        await server.start();
        await checkSurvivors(target, all);
      }
    });
  }
);
