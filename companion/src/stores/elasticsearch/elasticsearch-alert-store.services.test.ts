import { randomUUID } from 'node:crypto';
import { Client } from '@elastic/elasticsearch';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { afterAll, describe, it } from 'vitest';
import { removeIndices } from '../../../test/stores/elasticsearch-indices.js';
import { describeAlertStore } from '../alert-store.conformance.js';
import { createElasticsearchAlertStore } from './elasticsearch-alert-store.js';
import { aliasesOf } from './index-names.js';

const url = process.env.ELASTICSEARCH_URL;

const indicesOf = (prefix: string): string[] => Object.values(aliasesOf(prefix));

/** Indices take a second to make, so all tests of a run share them. */
const emptyAll = async (client: Client, prefix: string): Promise<void> => {
  const all = { index: indicesOf(prefix), ignore_unavailable: true };
  await client.indices.refresh(all);
  await client.deleteByQuery({ ...all, query: { match_all: {} }, conflicts: 'proceed', refresh: true });
};

if (url === undefined) {
  describe('Elasticsearch alert store', () => {
    it.skip('needs a server: set ELASTICSEARCH_URL', () => undefined);
  });
} else {
  const prefix = `test-${randomUUID()}`;
  const client = new Client({ node: url });
  afterAll(async () => {
    await removeIndices(client, prefix);
    await client.close();
  });
  describeAlertStore(
    'Elasticsearch alert store',
    async () => {
      const registry = new Registry();
      const open = async () => {
        const access = { url, apiKey: null, username: null, password: null };
        const logger = pino({ level: 'silent' });
        const store = createElasticsearchAlertStore({ ...access, prefix, retentionDays: 30, registry, logger });
        await store.open();
        return store;
      };
      await emptyAll(client, prefix);
      let store = await open();
      return {
        store,
        reopen: async () => {
          await store.close();
          store = await open();
          return store;
        },
        cleanup: () => store.close(),
      };
    },
    { allOrNothing: false }
  );
}
