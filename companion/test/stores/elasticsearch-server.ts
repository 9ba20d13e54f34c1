import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** An Elasticsearch of the test's own, which may be killed without harm to others. */
export interface OwnElasticsearch {
  url: string;
  start(): Promise<void>;
  /** SIGKILL to the server: no goodbye, nothing flushed. */
  kill(): void;
  stop(): Promise<void>;
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') {
    throw new Error('no port');
  }
  return address.port;
};

const parentOf = (pid: string): number => {
  try {
    // "pid (command) state parent ...": the command may hold anything, so count from its closing bracket.
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1]);
  } catch {
    return 0;
  }
};

const descendantsOf = (pid: number): number[] => {
  const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(name) === pid);
  return children.flatMap((child) => [Number(child), ...descendantsOf(Number(child))]);
};

/** @param startScript Takes a data folder, prints "ready" once it answers, then stays; SIGTERM stops it. */
export const createOwnElasticsearch = async (startScript: string): Promise<OwnElasticsearch> => {
  const data = await mkdtemp(join(tmpdir(), 'watchroom-own-es-'));
  const [port, transportPort] = [await freePort(), await freePort()];
  let running: { pid: number; ended: Promise<unknown> } | null = null;

  return {
    url: `http://127.0.0.1:${port}`,
    start: async () => {
      const server = spawn('bash', [startScript, data], {
        env: { ...process.env, ES_PORT: String(port), ES_TRANSPORT_PORT: String(transportPort) },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      if (server.pid === undefined) {
        throw new Error(`${startScript} does not start`);
      }
      running = { pid: server.pid, ended: once(server, 'close') };
      for await (const line of createInterface({ input: server.stdout })) {
        if (line === 'ready') {
          break;
        }
      }
      const health = await fetch(`http://127.0.0.1:${port}/_cluster/health?wait_for_status=yellow&timeout=60s`);
      if (!health.ok) {
        throw new Error(`Elasticsearch is not ready: HTTP ${health.status}`);
      }
    },
    kill: () => {
      if (running) {
        descendantsOf(running.pid).forEach((pid) => process.kill(pid, 'SIGKILL'));
      }
    },
    stop: async () => {
      if (running) {
        // To the servers themselves: after a kill the script is gone or about to be.
        descendantsOf(running.pid).forEach((pid) => process.kill(pid, 'SIGTERM'));
        await running.ended;
      }
      await rm(data, { recursive: true, force: true });
    },
  };
};
