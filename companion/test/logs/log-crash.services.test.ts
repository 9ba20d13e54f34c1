import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { logLine } from '@watchroom/contract';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { ask, startApp, temporaryFolder, untilReady } from '../app/app-kit.js';
import { freePort } from '../sources/real-server.js';

const program = fileURLToPath(new URL('../../bin/companion.cjs', import.meta.url));
const answer = z.object({ items: z.array(logLine) });
const linesInRequest = 50;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let child: ChildProcess | null = null;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  child?.kill('SIGKILL');
  await folder.remove();
});

/** Posts requests, each with a service of its own, on some connections until the server is gone; numbers of the acknowledged ones go to `told`. */
const sendUntilGone = async (url: string, told: (request: number) => void): Promise<void> => {
  let next = 0;
  const drive = async (): Promise<void> => {
    for (;;) {
      const request = next++;
      const rows = Array.from({ length: linesInRequest }, (_, line) =>
        JSON.stringify({ service: `request-${request}`, message: `order ${line} of cart ${request * 7} was placed` })
      );
      const response = await fetch(`${url}/intake/logs`, { method: 'POST', body: rows.join('\n') }).catch(() => null);
      if (response === null) {
        return;
      }
      if (response.status === 200) {
        told(request);
      }
    }
  };
  await Promise.all([drive(), drive(), drive(), drive()]);
};

it('keeps every acknowledged line, once and with its template, over kill -9', { timeout: 120_000 }, async () => {
  const data = join(folder.path, 'data');
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  child = spawn(process.execPath, [program, '--port', String(port), '--data', data, '--no-lab', '--no-collect-host'], {
    stdio: 'ignore',
  });
  const exited = once(child, 'exit');
  while (!(await fetch(`${url}/readyz`).catch(() => null))?.ok) {
    expect(child.exitCode).toBeNull();
  }
  const acknowledged: number[] = [];
  await sendUntilGone(url, (request) => {
    acknowledged.push(request);
    if (acknowledged.length === 60) {
      child?.kill('SIGKILL');
    }
  });
  expect(await exited).toEqual([null, 'SIGKILL']);
  expect(acknowledged.length).toBeGreaterThanOrEqual(60);

  const app = await startApp(data);
  try {
    await untilReady(app);
    const [from, to] = [new Date(Date.now() - 3_600_000), new Date(Date.now() + 60_000)];
    const templates = new Set<string>();
    for (const request of acknowledged) {
      const query = `from=${from.toISOString()}&to=${to.toISOString()}&limit=1000&service=request-${request}`;
      const { items } = answer.parse(await (await ask(app, `/api/v1/logs/lines?${query}`)).json());
      expect(new Set(items.map(({ message }) => message)).size, `request ${request}`).toBe(linesInRequest);
      expect(items).toHaveLength(linesInRequest);
      items.forEach(({ templateId }) => templates.add(templateId));
    }
    // What comes after the restart is of the same template.
    const after = { service: 'after', message: 'order 1 of cart 2 was placed' };
    const taken = await fetch(`${app.url}/intake/logs`, { method: 'POST', body: JSON.stringify(after) });
    expect(await taken.json()).toEqual({ accepted: 1 });
    const query = `from=${from.toISOString()}&to=${to.toISOString()}&service=after`;
    const { items } = answer.parse(await (await ask(app, `/api/v1/logs/lines?${query}`)).json());
    expect([...templates]).toEqual([items[0]?.templateId]);
  } finally {
    await app.stop();
  }
});
