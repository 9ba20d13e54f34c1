import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLogsKit, type LogsKit } from './logs-kit.js';

const rsyslogd = process.env['RSYSLOGD_BIN'] ?? '';

describe.skipIf(rsyslogd === '')(`Debian's rsyslog${rsyslogd === '' ? ' (no rsyslogd here)' : ''}`, () => {
  let kit: LogsKit;
  const running: ChildProcess[] = [];
  beforeAll(async () => {
    kit = await openLogsKit();
  });
  afterAll(async () => {
    await Promise.all(running.map(stop));
    await kit.close();
  });

  const stop = async (child: ChildProcess): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    }
  };

  /** An rsyslog that follows a file and sends its lines by TCP, as docs/logs.md shows it, with a queue that waits for Watchroom. */
  const start = async (name: string, template: string, framing: string): Promise<string> => {
    const folder = join(kit.dir, name);
    await mkdir(folder);
    const followed = join(folder, 'app.log');
    const config = join(folder, 'rsyslog.conf');
    await writeFile(followed, '');
    await writeFile(
      config,
      `global(workDirectory="${folder}")
module(load="imfile" mode="polling" pollingInterval="1")
input(type="imfile" file="${followed}" tag="${name}:" severity="error" facility="local0")
action(type="omfwd" target="127.0.0.1" port="${kit.syslogPort}" protocol="tcp" TCP_Framing="${framing}"
  template="${template}" action.resumeRetryCount="-1" action.resumeInterval="1" queue.type="LinkedList" queue.size="100000")
`
    );
    const child = spawn(rsyslogd, ['-n', '-f', config, '-i', join(folder, 'pid')], { stdio: 'ignore' });
    running.push(child);
    return followed;
  };

  it.each([
    ['modern', 'RSYSLOG_SyslogProtocol23Format', 'octet-counted'],
    ['counted', 'RSYSLOG_TraditionalForwardFormat', 'octet-counted'],
    ['lines', 'RSYSLOG_TraditionalForwardFormat', 'traditional'],
    ['iso', 'RSYSLOG_ForwardFormat', 'traditional'],
  ])('sends by RFC 5424 or 3164, counted or by line: %s', async (name, template, framing) => {
    const followed = await start(name, template, framing);
    const sent = Array.from({ length: 300 }, (_, index) => `order ${index} failed: "no stock" – größer`);
    const from = Date.now();
    await appendFile(followed, `${sent.join('\n')}\n`);
    const stored = await kit.untilLines(name, sent.length);
    expect(stored.map(({ message }) => message).sort()).toEqual([...sent].sort());
    expect(stored.every(({ level, labels }) => level === 'error' && labels['host'] !== '')).toBe(true);
    expect(stored.every(({ at }) => at > from - 5000 && at < Date.now() + 5000)).toBe(true);
    expect(new Set(stored.map(({ templateId }) => templateId)).size).toBe(1);
  });

  it('keeps lines in its queue while Watchroom restarts', { timeout: 300_000 }, async () => {
    const followed = await start('patient', 'RSYSLOG_SyslogProtocol23Format', 'octet-counted');
    await appendFile(followed, 'before\n');
    await kit.untilLines('patient', 1);
    const restarted = kit.restart();
    await appendFile(followed, 'meanwhile 1\nmeanwhile 2\n');
    await restarted;
    await appendFile(followed, 'after\n');
    const stored = await kit.untilLines('patient', 4);
    expect(stored.map(({ message }) => message).sort()).toEqual(['after', 'before', 'meanwhile 1', 'meanwhile 2']);
  });
});
