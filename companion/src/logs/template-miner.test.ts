import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createHeaderReader } from './log-header.js';
import { mineFile } from './mine-file.js';
import { createTemplateMiner } from './template-miner.js';

const templatesOf = (lines: string[]): string[] => {
  const miner = createTemplateMiner();
  const ids = lines.map((line) => miner.match(line));
  return ids.map((found) => (miner.resolve(found.id) ?? found).template);
};
const sameTemplate = (...lines: string[]): boolean => new Set(templatesOf(lines)).size === 1;

describe('headers of raw lines', () => {
  const read = createHeaderReader();
  it.each([
    ['2026-11-23 05:00:01,123 WARN  [worker-3] com.shop.Cart: cart 5 is full', 'cart 5 is full', 'warning'],
    ['2026-11-23T05:00:01.123Z ERROR cart is full', 'cart is full', 'error'],
    ['[Mon Nov 23 05:00:01 2026] [error] no such file', 'no such file', 'error'],
    ['Nov  3 05:00:01 web1 nginx[77]: worker exited', 'worker exited', null],
    ['Nov 23 05:00:01 web1 Some Program[77]: hello', 'hello', null],
    ['I, no header here: 5 items', 'I, no header here: 5 items', null],
    ['20261123-05:00:01:123|Cart|300|added 5', 'added 5', null],
    ['11-23 05:00:01.123  170  230 E ActivityManager: it died', 'it died', 'error'],
    ['1761234567 host1 5 started', 'host1 5 started', null],
    ['[11.23 05:00:01] tool.exe - a.b:80 close', 'a.b:80 close', null],
    ['took 0.25 s for 1.2.3 at 2026-11-23 05:00:01', 'took 0.25 s for 1.2.3 at 2026-11-23 05:00:01', null],
    ['', '', null],
  ])('%s', (line, message, level) => {
    const header = read(line);
    expect({ message: line.slice(header.start), level: header.level }).toEqual({ message, level });
    // The second time from what is remembered.
    expect(read(line)).toEqual(header);
  });
});

describe('templates', () => {
  it.each([
    ['numbers, ids and addresses', 'took 5 ms for a3f9c2 from 10.0.0.1:80', 'took 17 ms for b77d01 from 10.0.0.2:99'],
    ['paths and URLs', 'opened /var/log/a.log', 'opened https://shop.test/x?y=1'],
    ['lists of any length', 'peers are 10.0.0.1, 10.0.0.2', 'peers are 10.0.0.9, 10.0.0.3, 10.0.0.4, 10.0.0.5'],
    ['an empty list', 'pending tasks: [] now', 'pending tasks: [4, 7] now'],
    ['numbers first', '5 items left', '77 items left'],
    ['hosts with a port first', 'api.shop.test:443 close', '10.1.2.3:80 close'],
    ['what follows an equals sign', 'login user=root tty=ssh ok', 'login user=guest tty=console ok'],
    ['amounts said twice', 'sent 900 bytes to it', 'sent 1398 bytes (1.36 KB) to it'],
    ['hardware addresses', 'link of ab:cd:12:ef:00:01 up', 'link of 01:23:45:67:89:ab up'],
  ])('sees that %s vary', (_what, one, other) => {
    expect(sameTemplate(one, other)).toBe(true);
  });

  it('keeps words that are not known to vary apart', () => {
    expect(sameTemplate('instance started', 'instance stopped')).toBe(false);
    expect(sameTemplate('"GET <x>" ok', '"POST <x>" ok')).toBe(false);
  });

  it('learns that a place varies from the names seen there, and says it of earlier lines too', () => {
    const users = ['anna', 'ben', 'cem', 'dora', 'emil', 'fay'];
    expect(new Set(templatesOf(users.map((user) => `session opened for ${user} by cron`)))).toEqual(
      new Set(['session opened for <*> by cron'])
    );
  });

  it('gives the same ids again, in another process and after a restart with what was kept', () => {
    const lines = ['a b 1', 'user anna left the room', 'user ben left the room'];
    const first = createTemplateMiner();
    const ids = lines.map((line) => first.match(line).id);
    expect(lines.map((line) => createTemplateMiner().match(line).id)).toEqual(ids);
    for (const name of ['cem', 'dora', 'emil', 'fay', 'gil']) {
      first.match(`user ${name} left the room`);
    }
    const kept = createTemplateMiner({ saved: first.save() });
    expect(kept.match('user zoe left the room')).toEqual(first.match('user zoe left the room'));
    expect(kept.match('user zoe left the room').template).toBe('user <*> left the room');
  });

  it('stays within its bounds, whatever comes', () => {
    const miner = createTemplateMiner({ maxTemplates: 200 });
    const word = (number: number): string =>
      number.toString(36).replaceAll(/\d/g, (digit) => 'qwertzuiop'.charAt(Number(digit)));
    for (let index = 0; index < 3000; index += 1) {
      miner.match(`${word(index * 7919)} ${word(index * 31)} went ${word(index)} ${word(index * 17)}`);
      miner.match('a steady line with 5 numbers');
    }
    expect(miner.templates().length).toBeLessThanOrEqual(201);
    expect(miner.templates().map(({ template }) => template)).toContain('a steady line with <*> numbers');
    expect(miner.match('x'.repeat(1_000_000)).template.length).toBeLessThanOrEqual(2000);
  });
});

it('writes a row for each line of a file, packed or not', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'templates-'));
  try {
    const text = '2026-11-23 05:00:01 INFO got "5", ok\r\n2026-11-23 05:00:02 INFO got "7", ok\n\nlast';
    await writeFile(join(folder, 'a.log'), text);
    await writeFile(join(folder, 'b.log.gz'), gzipSync(text));
    expect(await mineFile(join(folder, 'a.log'), join(folder, 'a.csv'))).toEqual({ lines: 4, templates: 3 });
    await mineFile(join(folder, 'b.log.gz'), join(folder, 'b.csv'));
    const rows = await readFile(join(folder, 'a.csv'), 'utf8');
    expect(rows.split('\n').map((row) => row.replace(/[0-9a-f]{16}/, 'ID'))).toEqual([
      'line,template_id,template',
      '1,ID,"got ""<*>"", ok"',
      '2,ID,"got ""<*>"", ok"',
      '3,ID,',
      '4,ID,last',
      '',
    ]);
    expect(await readFile(join(folder, 'b.csv'), 'utf8')).toBe(rows);
    await expect(mineFile(join(folder, 'none.log'), join(folder, 'c.csv'))).rejects.toThrow(/ENOENT/);
  } finally {
    await rm(folder, { recursive: true });
  }
});
