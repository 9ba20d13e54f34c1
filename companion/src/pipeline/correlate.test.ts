import { describe, expect, it } from 'vitest';
import { anAlert } from '../../test/intake/builders.js';
import { createPlacing, defaultCorrelation, incidentId, reasonJoined } from './correlate.js';

const place = (labels: Record<string, string>, rules = defaultCorrelation) =>
  createPlacing(rules)(anAlert({ labels, service: labels['service'] ?? null }));

describe('placing', () => {
  it('takes the first rule that holds', () => {
    expect(place({ service: 'cart', namespace: 'shop', host: 'a' })).toMatchObject({
      rule: 'same service',
      groupKey: 'cluster=,namespace=shop,service=cart',
    });
    expect(place({ host: 'a' })).toMatchObject({ rule: 'same host', groupKey: 'host=a' });
  });

  it('falls back on name and service', () => {
    expect(place({}, [])).toMatchObject({
      rule: 'same alert and service',
      groupKey: 'alertname=HighLatency,service=',
      windowMs: 900_000,
    });
  });

  it('lumps nothing together for having none of the labels', () => {
    const rules = [{ name: 'by rack', matchers: [], groupBy: ['rack', 'row'], windowSeconds: 60 }];
    expect(place({ row: '2' }, rules).groupKey).toBe('rack=,row=2');
    expect(place({}, rules).rule).toBe('same alert and service');
  });

  it('keeps values with commas apart, and shows them as they are', () => {
    const rules = [{ name: 'r', matchers: [], groupBy: ['a', 'b'], windowSeconds: 90 }];
    const tricky = place({ a: 'x,b=y' }, rules);
    expect(tricky.groupKey).not.toBe(place({ a: 'x', b: 'y,b=' }, rules).groupKey);
    expect(reasonJoined(tricky)).toBe(
      'Shares a=x,b=y with this incident and came within 1.5 min of its last alert (rule "r")'
    );
  });

  it('refuses a regular expression that is none', () => {
    const rules = [
      { name: 'r', matchers: [{ label: 'a', op: '=~' as const, value: '(' }], groupBy: ['a'], windowSeconds: 1 },
    ];
    expect(() => createPlacing(rules)).toThrow(SyntaxError);
  });

  it('gives the same id to the same incident', () => {
    const at = place({ host: 'a' });
    expect(incidentId(at, 'e1')).toBe(incidentId({ ...at }, 'e1'));
    expect(incidentId(at, 'e1')).not.toBe(incidentId(at, 'e2'));
  });
});
