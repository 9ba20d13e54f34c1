import { once } from 'node:events';
import { connect } from 'node:net';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { describe, expect, it, vi } from 'vitest';
import { manualClock } from '../clock.js';
import type { IncomingLogLine } from '../logs/log-line.js';
import { createSyslogFrames } from './syslog-frames.js';
import { readSyslog } from './syslog-message.js';
import { createSyslogServer } from './syslog-server.js';

const now = Date.parse('2026-01-02T03:04:05Z');

describe('frames', () => {
  it('cuts by octet counting and by line, whatever the chunks', () => {
    const bytes = Buffer.from('11 <1>one\ntwo\n<2>three\n7 <3>four');
    for (let size = 1; size < bytes.length; size += 1) {
      const frames = createSyslogFrames();
      const messages: string[] = [];
      for (let from = 0; from < bytes.length; from += size) {
        messages.push(...frames.push(bytes.subarray(from, from + size)));
      }
      expect(messages).toEqual(['<1>one\ntwo', '<2>three', '<3>four']);
    }
  });

  it('gives what came before a message that is too long, then refuses', () => {
    const frames = createSyslogFrames(20);
    expect(frames.push(Buffer.from(`<1>a\n${'x'.repeat(40)}`))).toEqual(['<1>a']);
    expect(() => frames.end()).toThrow(RangeError);
    expect(() => frames.push(Buffer.from('x'))).toThrow(RangeError);
  });
});

describe('messages', () => {
  it('reads RFC 5424 with structured data', () => {
    const text = '<11>1 2026-01-02T03:04:04.5Z web-1 cart 42 ID7 [a@1 k="v\\"\\]w" j="1"] order \ufefffailed';
    expect(readSyslog(text, now)).toEqual({
      at: now - 500,
      service: 'cart',
      level: 'error',
      message: 'order \ufefffailed',
      labels: { k: 'v"]w', j: '1', host: 'web-1', pid: '42', msgid: 'ID7' },
      traceId: '',
    });
  });

  it('reads RFC 3164; a time without a year is the last such one', () => {
    expect(readSyslog('<30>Dec 31 23:00:00 web-1 sshd[9]: session opened', now)).toMatchObject({
      at: Date.parse('2025-12-31T23:00:00Z'),
      service: 'sshd',
      level: 'info',
      message: 'session opened',
      labels: { host: 'web-1', pid: '9' },
    });
  });

  it('keeps what is no syslog as a line', () => {
    expect(readSyslog('just text', now)).toMatchObject({ at: now, service: '', level: null, message: 'just text' });
  });
});

it('stores what it receives, again where the store was away, and the rest when it stops', async () => {
  const stored: IncomingLogLine[] = [];
  let refusals = 2;
  const server = createSyslogServer({
    host: '127.0.0.1',
    port: 0,
    accept: (lines) => {
      if (refusals > 0) {
        refusals -= 1;
        return Promise.reject(new Error('away'));
      }
      stored.push(...lines);
      return Promise.resolve();
    },
    clock: manualClock(now),
    logger: pino({ level: 'silent' }),
    registry: new Registry(),
    retryMs: 1,
  });
  await server.start();
  const socket = connect(server.address()?.port ?? 0, '127.0.0.1');
  await once(socket, 'connect');
  socket.write('<11>1 - - cart - - - first\n<11>1 - - cart - - - second\n<11>1 - - cart - - - half');
  await vi.waitFor(() => expect(stored).toHaveLength(2));
  await server.stop();
  socket.destroy();
  expect(stored.map(({ message }) => message)).toEqual(['first', 'second', 'half']);
});
