import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { logLine, type LogLine } from '@watchroom/contract';
import { vi } from 'vitest';
import { z } from 'zod';
import type { App } from '../../src/app.js';
import { freePort } from '../sources/real-server.js';
import { ask, startApp, temporaryFolder } from '../app/app-kit.js';

export interface LogsKit {
  readonly app: App;
  /** A folder for the test's own files, removed by `close`. */
  readonly dir: string;
  readonly syslogPort: number;
  /** Lines that are stored of a service, or of all, in order of time. */
  lines(service?: string): Promise<LogLine[]>;
  /** Waits until a service has so many lines, and gives them. */
  untilLines(service: string, count: number): Promise<LogLine[]>;
  /** Stops the companion and starts it again on the same data and port. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

const answer = z.object({ items: z.array(logLine) });
const dayMs = 86_400_000;

/** A companion with embedded stores that takes logs, by syslog too. */
export const openLogsKit = async (env: Record<string, string> = {}): Promise<LogsKit> => {
  const folder = await temporaryFolder();
  const syslogPort = await freePort();
  const port = await freePort();
  const config = join(folder.path, 'config.yaml');
  await writeFile(config, `apiVersion: 1\nlogs:\n  syslog: { port: ${syslogPort} }\n`);
  const start = async (): Promise<App> => {
    const app = await startApp(join(folder.path, 'data'), {
      WATCHROOM_CONFIG: folder.path,
      WATCHROOM_PORT: String(port),
      ...env,
    });
    await vi.waitFor(
      async () => {
        const taken = await fetch(`${app.url}/intake/logs`, {
          method: 'POST',
          body: '{"message":"x","service":"kit"}',
        });
        if (taken.status !== 200) {
          throw new Error(await taken.text());
        }
      },
      { timeout: 30_000, interval: 100 }
    );
    return app;
  };
  let app = await start();
  const lines = async (service?: string): Promise<LogLine[]> => {
    const query = new URLSearchParams({
      from: new Date(Date.now() - 2 * dayMs).toISOString(),
      to: new Date(Date.now() + dayMs).toISOString(),
      limit: '1000',
      ...(service !== undefined && { service }),
    });
    const response = await ask(app, `/api/v1/logs/lines?${query}`);
    const text = await response.text();
    if (response.status !== 200) {
      throw new Error(text);
    }
    const { items } = answer.parse(JSON.parse(text));
    return items.reverse();
  };
  return {
    get app() {
      return app;
    },
    dir: folder.path,
    syslogPort,
    lines,
    untilLines: (service, count) =>
      vi.waitFor(
        async () => {
          const found = await lines(service);
          if (found.length < count) {
            throw new Error(`${service} has ${found.length} of ${count} lines`);
          }
          return found;
        },
        { timeout: 30_000, interval: 100 }
      ),
    restart: async () => {
      await app.stop();
      app = await start();
    },
    close: async () => {
      await app.stop();
      await folder.remove();
    },
  };
};
