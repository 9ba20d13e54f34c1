import { describe, expect, it } from 'vitest';
import { anIncoming, t0 } from '../../test/intake/builders.js';
import { contentHashOf, eventId, fingerprintOf, stampEvent } from './fingerprint.js';

describe('fingerprint', () => {
  it('is hex, and other for another sender or identity', () => {
    const prints = [
      fingerprintOf('a', ['x', 'y']),
      fingerprintOf('b', ['x', 'y']),
      fingerprintOf('a', ['xy']),
      fingerprintOf('a', ['x', 'y', '']),
    ];
    expect(new Set(prints).size).toBe(4);
    for (const print of prints) {
      expect(print).toMatch(/^[0-9a-f]{24}$/);
    }
  });

  it("content hash ignores the order of labels, times of receipt and a firing alert's end", () => {
    const hash = (with_: Parameters<typeof anIncoming>[0], receivedAt = t0 + 5) =>
      contentHashOf(anIncoming(with_), receivedAt);
    const base = hash({ labels: { a: '1', b: '2' } });
    expect(hash({ labels: { b: '2', a: '1' } })).toBe(base);
    expect(hash({ labels: { a: '1', b: '2' }, endsAt: t0 + 9999 })).toBe(base);
    expect(hash({ labels: { a: '1', b: '2' }, summary: 'other' })).not.toBe(base);
    expect(hash({ startsAt: 7 }, 7)).toBe(hash({ startsAt: 8 }, 8));
    expect(hash({ startsAt: 7 })).not.toBe(hash({ startsAt: 8 }));
    expect(hash({ status: 'resolved', endsAt: 7 })).not.toBe(hash({ status: 'resolved', endsAt: 8 }));
  });

  it('ids sort by acceptance', () => {
    expect(eventId(9, 'ffffffffff') < eventId(10, '0000000000')).toBe(true);
    expect(stampEvent('s', anIncoming(), 12, t0).event).toMatchObject({ sender: 's', service: 'cart', receivedAt: t0 });
  });
});
