import { describe, expect, it } from 'vitest';
import { readJsonLines } from './log-json.js';
import { InvalidPayload } from './sender.js';

const read = (text: string) => readJsonLines(Buffer.from(text));

describe('JSON lines', () => {
  it("read the usual names, times in any unit, and journald's fields; the rest are labels", () => {
    expect(
      read(
        [
          '{"timestamp":"2026-11-24T01:02:03.456Z","level":"ERROR","service":"cart","message":"no stock","trace_id":"abc","tries":3,"paid":false}',
          '',
          '{"ts":1795482123.5,"severity":"warn","app":"pay","msg":"slow","nested":{"a":1},"none":null,"empty":""}',
          '{"__REALTIME_TIMESTAMP":"1795482123000001","PRIORITY":"3","SYSLOG_IDENTIFIER":"kernel","MESSAGE":"oom"}\r',
        ].join('\n')
      )
    ).toEqual([
      {
        at: Date.UTC(2026, 10, 24, 1, 2, 3, 456),
        service: 'cart',
        level: 'error',
        message: 'no stock',
        labels: { service: 'cart', tries: '3', paid: 'false' },
        traceId: 'abc',
      },
      { at: 1_795_482_123_500, service: 'pay', level: 'warning', message: 'slow', labels: { app: 'pay' }, traceId: '' },
      {
        at: 1_795_482_123_000.001,
        service: 'kernel',
        level: 'error',
        message: 'oom',
        labels: { SYSLOG_IDENTIFIER: 'kernel' },
        traceId: '',
      },
    ]);
  });

  it('are refused as a whole with the wrong lines named', () => {
    const wrong = () => read('{"message":"fine"}\n{"message":\n[1]\n{"level":"info"}\n{"message":{"a":1}}');
    expect(wrong).toThrow(InvalidPayload);
    expect(wrong).toThrow(/line 2.*line 3.*line 4.*line 5/s);
    expect(() => readJsonLines(Buffer.from([0x7b, 0xff]))).toThrow('UTF-8');
  });
});
