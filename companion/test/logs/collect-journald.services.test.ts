import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLogsKit, type LogsKit } from './logs-kit.js';
import { ansible, playbook, type PlaybookRun } from './playbook.js';

const run = promisify(execFile);
/** Makes files of a journal, as this machine may run no journald. */
const journalWriter = '/lib/systemd/systemd-journal-remote';
const missing = ansible === '' ? ' (no ansible-playbook here)' : existsSync(journalWriter) ? '' : ' (no journal tools)';
const token = 'token-of-the-collector';

describe.skipIf(missing !== '')(`collect playbook over the journal${missing}`, () => {
  let kit: LogsKit;
  let journal: string;
  let files = 0;
  const begin = Math.floor(Date.now() / 1000) * 1000 - 600_000;

  beforeAll(async () => {
    kit = await openLogsKit({ WATCHROOM_INTAKE_TOKENS: token });
    journal = join(kit.dir, 'journal');
    await mkdir(journal);
  });
  afterAll(() => kit.close());

  /** Entries with their fields, written by systemd's own program; a Buffer is a field that is no text. */
  const write = async (entries: Array<Record<string, string | Buffer>>, from: number): Promise<void> => {
    const parts: Buffer[] = [];
    for (const [index, entry] of entries.entries()) {
      const at = (begin + (from + index) * 1000) * 1000;
      const fields = { __REALTIME_TIMESTAMP: String(at), __MONOTONIC_TIMESTAMP: String(from + index + 1), ...entry };
      for (const [name, value] of Object.entries<string | Buffer>({ _BOOT_ID: 'a'.repeat(32), ...fields })) {
        if (typeof value === 'string') {
          parts.push(Buffer.from(`${name}=${value}\n`));
        } else {
          const length = Buffer.alloc(8);
          length.writeBigUInt64LE(BigInt(value.length));
          parts.push(Buffer.from(`${name}\n`), length, value, Buffer.from('\n'));
        }
      }
      parts.push(Buffer.from('\n'));
    }
    files += 1;
    const source = join(kit.dir, `entries-${files}`);
    await writeFile(source, Buffer.concat(parts));
    await run(journalWriter, ['-o', join(journal, `part-${files}.journal`), source]);
  };

  const collect = (url: string, more: Record<string, unknown> = {}, args: string[] = []): Promise<PlaybookRun> =>
    playbook('journald', {
      home: kit.dir,
      args,
      env: { WATCHROOM_INTAKE_TOKEN: token },
      variables: {
        watchroom_url: url,
        watchroom_become: false,
        watchroom_state_dir: join(kit.dir, 'state'),
        watchroom_journald_directory: journal,
        ...more,
      },
    });

  it('posts the journal once, with units, levels and bytes that are no text', { timeout: 300_000 }, async () => {
    await write(
      [
        { MESSAGE: 'Started cart', PRIORITY: '6', _SYSTEMD_UNIT: 'cart.service', _HOSTNAME: 'node-1' },
        { MESSAGE: 'Out of memory: killed 4711', PRIORITY: '3', SYSLOG_IDENTIFIER: 'kernel', _TRANSPORT: 'kernel' },
        { MESSAGE: Buffer.from('caf\xe9\nclosed', 'latin1'), PRIORITY: '4', _SYSTEMD_UNIT: 'cart@2.service' },
      ],
      0
    );
    const first = await collect(kit.app.url);
    expect(first.ok, first.output).toBe(true);
    expect(first.changed).toBe(1);
    expect(await kit.lines('cart')).toMatchObject([
      {
        at: begin,
        level: 'info',
        message: 'Started cart',
        labels: { host: 'localhost', hostname: 'node-1', unit: 'cart.service' },
      },
      { at: begin + 2000, level: 'warning', message: 'caf\ufffd\nclosed', labels: { unit: 'cart@2.service' } },
    ]);
    expect(await kit.lines('kernel')).toMatchObject([{ level: 'error', message: 'Out of memory: killed 4711' }]);

    const again = await collect(kit.app.url);
    expect(again.ok, again.output).toBe(true);
    expect(again.changed).toBe(0);

    await write([{ MESSAGE: 'Stopped cart', PRIORITY: '5', _SYSTEMD_UNIT: 'cart.service' }], 10);
    expect(await collect(kit.app.url)).toMatchObject({ ok: true, changed: 1 });
    expect((await kit.lines('cart')).map(({ message }) => message)).toEqual([
      'Started cart',
      'caf\ufffd\nclosed',
      'Stopped cart',
    ]);
  });

  describe('where Watchroom does not take the lines', () => {
    let answers: Array<[number, Record<string, string>, string]>;
    let asked: Array<string | undefined>;
    let server: Server;
    let url: string;
    beforeAll(async () => {
      server = createServer((request, response) => {
        asked.push(request.headers.authorization);
        const [status, headers, body] = answers.shift() ?? [200, {}, '{}'];
        request.resume().on('end', () => response.writeHead(status, headers).end(body));
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    afterAll(() => void server.close());

    it(
      'tries again what may pass, says what may not, keeps its place, and never shows the token',
      { timeout: 300_000 },
      async () => {
        await write([{ MESSAGE: 'While it was away', PRIORITY: '6', _SYSTEMD_UNIT: 'away.service' }], 20);
        asked = [];
        answers = [[401, {}, '{"title":"No valid token"}']];
        const refused = await collect(url, {}, ['-vvv']);
        expect(refused.ok).toBe(false);
        expect(refused.output).toContain('Watchroom refused the token (HTTP 401: No valid token)');
        expect(refused.output).not.toContain(token);
        expect(asked).toEqual([`Bearer ${token}`]);

        const busy: [number, Record<string, string>, string] = [503, { 'retry-after': '0.01' }, '{"title":"Starting"}'];
        answers = [busy, busy, busy];
        const given = await collect(url, { watchroom_retries: 1 });
        expect(given.output).toContain('did not take the lines after 2 tries: HTTP 503: Starting');
        expect(asked).toHaveLength(3);

        // The place was kept: the companion itself gets the line.
        expect(await collect(kit.app.url)).toMatchObject({ ok: true, changed: 1 });
        expect(await kit.lines('away')).toHaveLength(1);

        await write([{ MESSAGE: 'Busy for a moment', PRIORITY: '6' }], 30);
        answers = [busy, busy];
        const passed = await collect(url);
        expect(passed.ok, passed.output).toBe(true);
        expect(asked).toHaveLength(6);
      }
    );

    it('says which setting is missing', { timeout: 300_000 }, async () => {
      const unset = await collect('');
      expect(unset.ok).toBe(false);
      expect(unset.output).toContain("watchroom_url must be the companion's address");
    });
  });
});
