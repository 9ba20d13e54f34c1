import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** A port of 127.0.0.1 that was free a moment ago. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
};

/** Runs a server until `stop`; resolves when `readyUrl` answers 200. Rejects with the server's words where it ends before that. */
export const startServer = async (
  command: string,
  args: string[],
  readyUrl: string,
  headers: Record<string, string>
): Promise<{ stop(): Promise<void> }> => {
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-4000)));
  const ended = new Promise<void>((resolve) => child.once('error', () => resolve()).once('exit', () => resolve()));
  const running = (): boolean => child.exitCode === null && child.signalCode === null && child.pid !== undefined;
  for (const deadline = Date.now() + 30_000; ;) {
    const answer = await fetch(readyUrl, { headers }).catch(() => null);
    if (answer?.ok) {
      break;
    }
    if (!running() || Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`${command} does not start: ${said}`);
    }
    await pause(50);
  }
  return {
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
};
