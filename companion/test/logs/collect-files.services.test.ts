import { appendFile, copyFile, mkdir, readFile, rename, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLogsKit, type LogsKit } from './logs-kit.js';
import { ansible, playbook, type PlaybookRun } from './playbook.js';

const pack = promisify(gzip);
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (number: number): string => String(number).padStart(2, '0');

describe.skipIf(ansible === '')(
  `collect playbooks over files${ansible === '' ? ' (no ansible-playbook here)' : ''}`,
  () => {
    let kit: LogsKit;
    let logs: string;
    const begin = Math.floor(Date.now() / 1000) * 1000 - 3_600_000;

    beforeAll(async () => {
      kit = await openLogsKit();
      logs = join(kit.dir, 'logs');
      await mkdir(logs);
    });
    afterAll(() => kit.close());

    const collect = async (name: string, more: Record<string, unknown>, args: string[] = []): Promise<PlaybookRun> => {
      const run = await playbook(name, {
        home: kit.dir,
        args,
        variables: {
          watchroom_url: kit.app.url,
          watchroom_become: false,
          watchroom_state_dir: join(kit.dir, 'state'),
          watchroom_batch_lines: 7,
          ...more,
        },
      });
      expect(run.ok, run.output).toBe(true);
      return run;
    };
    const messages = async (service: string): Promise<string[]> =>
      (await kit.lines(service)).map(({ message }) => message);
    const file = (name: string): string => join(logs, name);
    /** So long ago that the last entry of the file is whole. */
    const settle = (name: string): Promise<void> => utimes(file(name), new Date(begin), new Date(begin));

    const access = (index: number, status = 200): string => {
      const at = new Date(begin + index * 1000);
      const day = `${two(at.getUTCDate())}/${months[at.getUTCMonth()]}/${at.getUTCFullYear()}`;
      return `203.0.113.9 - - [${day}:${at.toISOString().slice(11, 19)} +0000] "GET /cart/${index}?token=s3cret HTTP/1.1" ${status} 57 "-" "curl/8.0"\n`;
    };
    const accessMessage = (index: number, status = 200): string =>
      `"GET /cart/${index}?token=*** HTTP/1.1" ${status} 57 "-" "curl/8.0"`;
    const numbers = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, at) => from + at);
    const accessLines = (from: number, to: number): string =>
      numbers(from, to)
        .map((index) => access(index))
        .join('');

    it(
      'posts every line once, through rotation by name, packing, and copying with truncation',
      { timeout: 300_000 },
      async () => {
        const nginx = {
          watchroom_nginx_access_logs: [file('*access*')],
          watchroom_nginx_error_logs: [file('*error.log')],
          watchroom_first_bytes: -1,
        };
        const log = file('access.log');
        const at = new Date(begin + 5000).toISOString();
        await writeFile(log, accessLines(0, 20) + access(20, 502) + access(21, 404));
        await writeFile(
          file('error.log'),
          `${at.slice(0, 19).replaceAll('-', '/').replace('T', ' ')} [error] 31#31: *7 connect() failed (111: Connection refused) while connecting to upstream, client: 203.0.113.9, server: shop.example, request: "GET / HTTP/1.1"\n`
        );

        const first = await collect('nginx', nginx);
        expect(first).toMatchObject({ ok: true, changed: 2 });
        const stored = await kit.lines('nginx');
        const found = stored.find(({ message }) => message.startsWith('connect() failed'));
        expect(found).toMatchObject({
          at: Date.parse(at),
          level: 'error',
          message:
            'connect() failed (111: Connection refused) while connecting to upstream, server: shop.example, request: "GET / HTTP/1.1"',
          labels: { server: 'shop.example', host: 'localhost', file: file('error.log') },
        });
        expect(stored.filter((line) => line !== found).map(({ message }) => message)).toEqual([
          ...numbers(0, 20).map((index) => accessMessage(index)),
          accessMessage(20, 502),
          accessMessage(21, 404),
        ]);
        expect(stored.find(({ message }) => message === accessMessage(20, 502))).toMatchObject({
          at: begin + 20_000,
          level: 'error',
          labels: { status: '502', method: 'GET' },
        });
        expect(stored.every(({ labels }) => !('client' in labels))).toBe(true);

        expect(await collect('nginx', nginx)).toMatchObject({ ok: true, changed: 0 });

        // A dry run posts nothing and moves nothing.
        await appendFile(log, accessLines(22, 25));
        expect(await collect('nginx', nginx, ['--check'])).toMatchObject({ ok: true, changed: 1 });
        expect(await kit.lines('nginx')).toHaveLength(23);

        // Rotated twice since, once packed; the newest has half a line.
        await appendFile(log, accessLines(25, 30));
        await writeFile(file('access.log.2.gz'), await pack(await readFile(log)));
        await utimes(file('access.log.2.gz'), new Date(begin), new Date(begin));
        await rm(log);
        await writeFile(file('access.log.1'), accessLines(30, 36));
        const half = access(39).slice(0, 30);
        await writeFile(log, accessLines(36, 39) + half);
        expect(await collect('nginx', nginx)).toMatchObject({ ok: true, changed: 1 });
        expect(await kit.lines('nginx')).toHaveLength(40);

        // The writer still had the rotated file open, as until nginx reopens its logs.
        await appendFile(log, access(39).slice(30));
        await rename(file('access.log.1'), file('access.log.2'));
        await rm(file('access.log.2.gz'));
        await rename(log, file('access.log.1'));
        await writeFile(log, accessLines(40, 41));
        expect(await collect('nginx', nginx)).toMatchObject({ ok: true, changed: 1 });
        await appendFile(file('access.log.1'), access(41));
        expect(await collect('nginx', nginx)).toMatchObject({ ok: true, changed: 1 });

        // Copied and truncated, and grown past where it was.
        await copyFile(log, file('access.log.0'));
        await appendFile(file('access.log.0'), access(42));
        await truncate(log, 0);
        await appendFile(log, accessLines(43, 60));
        expect(await collect('nginx', nginx)).toMatchObject({ ok: true, changed: 1 });
        expect((await messages('nginx')).filter((message) => message.startsWith('"GET'))).toEqual([
          ...numbers(0, 20).map((index) => accessMessage(index)),
          accessMessage(20, 502),
          accessMessage(21, 404),
          ...numbers(22, 60).map((index) => accessMessage(index)),
        ]);

        // Truncated without a copy.
        await truncate(log, 0);
        await appendFile(log, access(60));
        const lost = await collect('nginx', nginx);
        expect(lost).toMatchObject({ ok: true, changed: 1 });
        expect(lost.output).toContain('lines may be missing');
        expect((await messages('nginx')).at(-1)).toBe(accessMessage(60));
        expect(await collect('nginx', nginx)).toMatchObject({ ok: true, changed: 0 });
      }
    );

    it('reads free text with stack traces, JSON and patterns', { timeout: 300_000 }, async () => {
      const application = {
        watchroom_labels: { zone: 'eu-1' },
        watchroom_application_logs: [
          { name: 'cart', paths: [file('cart.log')] },
          { name: 'pay', paths: [file('pay.jsonl')], format: 'json', labels: { team: 'money' } },
          {
            name: 'old',
            paths: [file('old.log')],
            format: 'regex',
            service: 'mainframe',
            pattern: '(?P<timestamp>\\d\\d\\.\\d\\d\\.\\d{4} \\S+) (?P<level>\\w+) (?P<job>\\w+): (?P<message>.*)',
            time_format: '%d.%m.%Y %H:%M:%S',
          },
        ],
      };
      const iso = (seconds: number): string => new Date(begin + seconds * 1000).toISOString();
      const [year, month, day] = iso(3).slice(0, 10).split('-');
      await writeFile(
        file('cart.log'),
        `${iso(0)} INFO cart started\n${iso(1).replace('T', ' ').replace('.', ',').replace('Z', '')} ERROR checkout failed\nTraceback (most recent call last):\n  File "cart.py", line 3, in pay\n    pay()\nValueError: no money\n${iso(2)} [warn] slow: \xff\n`,
        'latin1'
      );
      await writeFile(
        file('pay.jsonl'),
        `{"time":"${iso(1)}","level":"error","msg":"card refused","service":"pay-eu","amount":12,"trace_id":"abc"}\nnot JSON at all\n`
      );
      await writeFile(
        file('old.log'),
        `${day}.${month}.${year} ${iso(3).slice(11, 19)} WARN billing: 3 invoices late\n`
      );
      await Promise.all(['cart.log', 'pay.jsonl', 'old.log'].map(settle));

      expect(await collect('application', application)).toMatchObject({ ok: true, changed: 3 });
      expect(await kit.lines('cart')).toMatchObject([
        { at: begin, level: 'info', message: 'INFO cart started', labels: { zone: 'eu-1' } },
        {
          at: begin + 1000,
          level: 'error',
          message:
            'ERROR checkout failed\nTraceback (most recent call last):\n  File "cart.py", line 3, in pay\n    pay()\nValueError: no money',
        },
        { at: begin + 2000, level: 'warning', message: '[warn] slow: \ufffd' },
      ]);
      expect(await kit.lines('pay-eu')).toMatchObject([
        {
          at: begin + 1000,
          level: 'error',
          message: 'card refused',
          traceId: 'abc',
          labels: { team: 'money', amount: '12' },
        },
      ]);
      expect(await messages('pay')).toEqual(['not JSON at all']);
      expect(await kit.lines('mainframe')).toMatchObject([
        { at: begin + 3000, level: 'warning', message: '3 invoices late', labels: { job: 'billing' } },
      ]);
      expect(await collect('application', application)).toMatchObject({ ok: true, changed: 0 });
    });

    it(
      'takes a bounded end of old files the first time, and a bounded number of lines a run',
      { timeout: 300_000 },
      async () => {
        await writeFile(
          file('long.log'),
          numbers(0, 100)
            .map((index) => `INFO line ${two(index)}\n`)
            .join('')
        );
        await settle('long.log');
        const long = {
          watchroom_first_bytes: 13 * 40 + 3,
          watchroom_max_lines: 25,
          watchroom_application_logs: [{ name: 'long', paths: [file('long.log')] }],
        };
        expect(await collect('application', long)).toMatchObject({ ok: true, changed: 1 });
        expect(await kit.lines('long')).toHaveLength(25);
        expect(await collect('application', long)).toMatchObject({ ok: true, changed: 1 });
        expect((await messages('long')).sort()).toEqual(numbers(60, 100).map((index) => `INFO line ${two(index)}`));
        expect(await collect('application', long)).toMatchObject({ ok: true, changed: 0 });
      }
    );
  }
);
