import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { Registry } from 'prom-client';
import { afterEach, describe, expect, it } from 'vitest';
import { aChange, anAlert, anEvent } from '../../../test/stores/alert-documents.js';
import { StoreUnavailable } from '../alert-store.js';
import { createAlertStoreMetrics } from '../alert-store-metrics.js';
import { createBulk } from './bulk.js';
import { createConnection, type Connection } from './connection.js';
import { aliasesOf } from './index-names.js';
import { createJournal } from './journal.js';
import { createReads, visibilityOf } from './reads.js';
import { createStateWrites } from './state-writes.js';

/** What a made-up Elasticsearch does with one request; null cuts the line. */
type Reply = { status: number; body: unknown } | null;
type Script = (path: string, lines: Array<Record<string, unknown>>, call: number) => Reply | 'hang';

let server: Server | null = null;
let connection: Connection | null = null;

const bodyOf = async (request: IncomingMessage): Promise<Array<Record<string, unknown>>> => {
  const parts: Buffer[] = [];
  for await (const part of request) {
    parts.push(part as Buffer);
  }
  const text = Buffer.concat(parts).toString();
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
};

const answer = (response: ServerResponse, reply: Exclude<Reply, null>): void => {
  const headers = { 'content-type': 'application/json', 'x-elastic-product': 'Elasticsearch' };
  response.writeHead(reply.status, headers).end(JSON.stringify(reply.body));
};

const serve = async (script: Script, requestTimeoutMs?: number) => {
  const paths: string[] = [];
  const running = createServer((request, response) => {
    void bodyOf(request).then((lines) => {
      const path = (request.url ?? '').split('?')[0] ?? '';
      paths.push(path);
      const reply = script(path, lines, paths.length);
      if (reply === null) {
        request.socket.destroy();
      } else if (reply !== 'hang') {
        answer(response, reply);
      }
    });
  }).listen(0, '127.0.0.1');
  server = running;
  await once(running, 'listening');
  const address = running.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const registry = new Registry();
  const metrics = createAlertStoreMetrics(registry, 'elasticsearch');
  const access = { url: `http://127.0.0.1:${port}`, apiKey: 'very-secret', username: null, password: null };
  connection = createConnection({ ...access, requestTimeoutMs, firstRetryMs: 1 }, metrics);
  const visibility = visibilityOf(connection);
  const bulk = createBulk(connection, metrics, visibility);
  const reads = createReads(connection, visibility);
  const indices = aliasesOf('w');
  return {
    paths,
    connection,
    journal: createJournal({ index: indices.events, bulk, reads }),
    state: createStateWrites({ indices, bulk, reads }),
    retries: async () =>
      (await registry.getSingleMetric('watchroom_alert_store_retries_total')?.get())?.values[0]?.value ?? 0,
  };
};

afterEach(async () => {
  await connection?.close();
  server?.closeAllConnections();
  server?.close();
  server = null;
});

const bulkAnswer = (statuses: number[], type = 'x'): Reply => ({
  status: 200,
  body: {
    errors: true,
    took: 1,
    items: statuses.map((status) => ({
      create: { _index: 'i', _id: 'x', status, ...(status >= 300 ? { error: { type, reason: 'because' } } : {}) },
    })),
  },
});

const failure = (status: number): Reply => ({ status, body: { error: { type: 'x', reason: 'busy' }, status } });

describe('Elasticsearch in trouble', () => {
  it.each([429, 502, 503, 504])('sends again after %i, a few times, then says unavailable', async (status) => {
    const { journal, paths, retries } = await serve(() => failure(status));
    await expect(journal.append([anEvent(1)])).rejects.toThrow(StoreUnavailable);
    expect(paths).toHaveLength(4);
    expect(await retries()).toBe(3);
  });

  it('gets over a short trouble without the caller noticing', async () => {
    const { journal, retries } = await serve((_, __, call) => (call < 3 ? failure(503) : bulkAnswer([201])));
    await journal.append([anEvent(1)]);
    expect(await retries()).toBe(2);
  });

  it('sends only those items again that were refused for a passing reason', async () => {
    const sizes: number[] = [];
    const { journal } = await serve((_, lines, call) => {
      sizes.push(lines.length / 2);
      return call === 1 ? bulkAnswer([201, 429, 201]) : bulkAnswer([201]);
    });
    await journal.append([anEvent(1), anEvent(2), anEvent(3)]);
    expect(sizes).toEqual([3, 1]);
  });

  it.each(['cluster_block_exception', 'index_not_found_exception'])('takes %s as unavailable', async (type) => {
    const { journal, paths } = await serve(() =>
      bulkAnswer([201, type === 'cluster_block_exception' ? 429 : 404], type)
    );
    await expect(journal.append([anEvent(1), anEvent(2)])).rejects.toThrow(StoreUnavailable);
    expect(paths).toHaveLength(1);
  });

  it('names the event that Elasticsearch refuses for good, and accepts those beside it', async () => {
    const { journal } = await serve(() => bulkAnswer([201, 400], 'document_parsing_exception'));
    const [good, bad] = await Promise.allSettled([journal.append([anEvent(1)]), journal.append([anEvent(2)])]);
    expect(good.status).toBe('fulfilled');
    expect(bad).toMatchObject({ status: 'rejected' });
    expect(String((bad as PromiseRejectedResult).reason)).toMatch(
      /event "000000000002-f1" was refused: document_parsing/
    );
  });

  it('does not wait for ever', async () => {
    const { journal, paths } = await serve(() => 'hang', 100);
    await expect(journal.append([anEvent(1)])).rejects.toThrow(/did not answer within 0.1 s/);
    expect(paths).toHaveLength(1);
  });

  it('does not tell the key where it is refused', async () => {
    const { journal, paths } = await serve(() => failure(401));
    const error = await journal.append([anEvent(1)]).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(StoreUnavailable);
    expect(String(error)).toBe('StoreUnavailable: Elasticsearch refuses these credentials (HTTP 401)');
    expect(inspect(error, { depth: 20, showHidden: true })).not.toContain('very-secret');
    expect(paths).toHaveLength(1);
  });

  it('says so where something else answers', async () => {
    const { journal } = await serve(() => null);
    await expect(journal.append([anEvent(1)])).rejects.toThrow(/cannot be reached/);
  });

  it('takes an event as written whose first answer was lost', async () => {
    const held = { _id: '1', found: true, _seq_no: 1, _primary_term: 1, _source: { seq: 1, id: anEvent(1).event.id } };
    const { journal, paths } = await serve((path, _, call) => {
      if (path === '/_bulk') {
        return call === 1 ? null : bulkAnswer([409], 'version_conflict_engine_exception');
      }
      return { status: 200, body: { docs: [held] } };
    });
    await journal.append([anEvent(1)]);
    expect(paths).toEqual(['/_bulk', '/_bulk', '/w-events/_mget']);
  });

  it('takes a commit as its own whose first answer was lost, but not the write of another', async () => {
    let writtenBy = '';
    const script: Script = (path, lines, call) => {
      if (path === '/_bulk') {
        writtenBy ||= String(lines[1]?.written_by);
        return call === 1 ? null : bulkAnswer([409], 'version_conflict_engine_exception');
      }
      const source = { version: 1, written_by: writtenBy };
      return {
        status: 200,
        body: { docs: [{ _id: 'a1', found: true, _seq_no: 1, _primary_term: 1, _source: source }] },
      };
    };
    const { state } = await serve(script);
    expect(await state.write(aChange({ alerts: [anAlert('a1')] }))).toEqual([]);
    expect(await state.write(aChange({ alerts: [anAlert('a1')] }))).toEqual(['a1']);
  });
});
