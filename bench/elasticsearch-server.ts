import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, inRoot, startProcess, waitForHttp } from '../scripts/processes.mjs';

/** A server of its own where none is named and the start script is there; null where there is neither. */
export const elasticsearchServer = async (
  url: string | undefined
): Promise<{ url: string; stop: () => Promise<void> } | null> => {
  const script = process.env.ES_START ?? inRoot('../shared/tools/elasticsearch/start.sh');
  if (url !== undefined) {
    return { url, stop: () => Promise.resolve() };
  }
  if (!existsSync(script)) {
    return null;
  }
  const data = await mkdtemp(join(tmpdir(), 'watchroom-es-'));
  const port = await freePort();
  const env = { ES_PORT: String(port), ES_TRANSPORT_PORT: String(await freePort()) };
  const server = startProcess('Elasticsearch', 'bash', [script, data], { env, log: () => undefined });
  const own = `http://127.0.0.1:${port}`;
  await waitForHttp(own, { seconds: 900, ended: server.ended });
  return {
    url: own,
    stop: async () => {
      await server.stop();
      await rm(data, { recursive: true, force: true });
    },
  };
};
