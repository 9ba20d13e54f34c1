import { describe, expect, it } from 'vitest';
import { anIncoming, t0 } from '../../test/intake/builders.js';
import { eventId, fingerprintOf, stampEvent } from './fingerprint.js';

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

  it('stamps keep what a sender may say besides', () => {
    const more = { variant: 'page', occurrence: true, triage: { action: 'acknowledge' as const, by: 'ann' } };
    const { event } = stampEvent('s', anIncoming(more), 12, t0);
    expect(event).toMatchObject(more);
    expect(Object.keys(event)).not.toContain('identity');
    expect(Object.keys(event)).not.toContain('bare');
  });

  it('ids sort by acceptance', () => {
    expect(eventId(9, 'ffffffffff') < eventId(10, '0000000000')).toBe(true);
    expect(stampEvent('s', anIncoming(), 12, t0).event).toMatchObject({ sender: 's', service: 'cart', receivedAt: t0 });
  });
});
