import type { Suppression } from '@watchroom/contract';
import { describe, expect, it } from 'vitest';
import { eventOf, t0 } from '../../test/intake/builders.js';
import { createPlacing } from './correlate.js';
import { walkAgain, walkEvent, walkLapse, type Stages } from './corridor.js';
import { createDesk } from './desk.js';

const stagesWith = (with_: Partial<Stages> = {}): Stages => ({
  enrich: [],
  suppress: [],
  place: createPlacing([{ name: 'host', matchers: [], groupBy: ['host'], windowSeconds: 60 }]),
  routing: { hasRoute: true, groupIntervalMs: 0 },
  ...with_,
});
const on = (host: string, n = '') => ({ labels: { alertname: `A${n}`, host } });

describe('corridor', () => {
  it("the window slides with the incident's last alert", () => {
    const desk = createDesk();
    const stages = stagesWith();
    const at = (seconds: number, n: string) => walkEvent(desk, eventOf(seconds, on('a', n)), stages).alert.incidentId;
    const opened = at(0, '1');
    expect(at(50, '2')).toBe(opened);
    expect(at(100, '3')).toBe(opened);
    const second = at(161, '4');
    expect(second).not.toBe(opened);
    expect(at(150, '5')).toBe(second);
    expect(walkEvent(desk, eventOf(160, on('b')), stages).alert.incidentId).not.toBe(second);
  });

  it('a late resolve attaches to the latest incident and opens none', () => {
    const desk = createDesk();
    const stages = stagesWith();
    const { alert } = walkEvent(desk, eventOf(0, on('a', '1')), stages);
    const resolved = { ...on('a', '2'), status: 'resolved', endsAt: t0 } as const;
    expect(walkEvent(desk, eventOf(10, resolved), stages).alert).toMatchObject({
      status: 'resolved',
      incidentId: alert.incidentId,
    });
    const alone = walkEvent(desk, eventOf(10, { ...resolved, labels: { alertname: 'B', host: 'z' } }), stages);
    expect(alone).toMatchObject({ incident: null, alert: { incidentId: null } });
  });

  it('walking an event again changes nothing', () => {
    const desk = createDesk();
    const event = eventOf(0, on('a'));
    const once = walkEvent(desk, event, stagesWith());
    const again = walkAgain(desk, event, stagesWith());
    expect(again?.alert).toEqual(once.alert);
    expect(again?.incident?.incident).toEqual(once.incident?.incident);
    expect(again?.entries).toEqual([]);
  });

  it('lapses once', () => {
    const desk = createDesk();
    const { alert } = walkEvent(desk, eventOf(0, { ...on('a'), endsAt: t0 + 1000 }), stagesWith());
    expect(walkLapse(desk, alert.id, t0 + 999, 0, stagesWith())).toBeNull();
    expect(walkLapse(desk, alert.id, t0 + 1000, 0, stagesWith())?.incident?.incident).toMatchObject({
      status: 'resolved',
      resolvedAt: t0 + 1000,
    });
    expect(walkLapse(desk, alert.id, t0 + 2000, 0, stagesWith())).toBeNull();
  });

  it('has room for enriching and suppressing', () => {
    const silence: Suppression = { kind: 'silence', id: 's', name: 'deploy' };
    let silenced = true;
    const stages = stagesWith({
      enrich: [(event) => ({ ...event, labels: { ...event.labels, team: 'shop' } })],
      suppress: [() => (silenced ? [silence] : [])],
    });
    const desk = createDesk();
    const first = walkEvent(desk, eventOf(0, on('a')), stages);
    expect(first).toMatchObject({
      alert: { labels: { team: 'shop' }, suppressedBy: [silence] },
      decision: { send: false, reason: 'suppressed' },
    });
    expect(first.entries.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['suppressed', 'routed']));
    expect(walkEvent(desk, eventOf(1, on('a')), stages)).toMatchObject({ outcome: 'repeat', entries: [] });
    silenced = false;
    const resolved = walkEvent(desk, eventOf(2, { ...on('a'), status: 'resolved', endsAt: t0 + 2000 }), stages);
    expect(resolved.alert).toMatchObject({ status: 'resolved', suppressedBy: [] });
    expect(resolved.entries.map(({ kind }) => kind)).toContain('unsuppressed');
  });

  it('an event that finds its alert no longer held brings it back', () => {
    const silence: Suppression = { kind: 'silence', id: 's', name: 'deploy' };
    let silenced = true;
    const desk = createDesk();
    const stages = stagesWith({ suppress: [() => (silenced ? [silence] : [])] });
    walkEvent(desk, eventOf(0, on('a')), stages);
    silenced = false;
    const back = walkEvent(desk, eventOf(1, on('a')), stages);
    expect(back).toMatchObject({ outcome: 'repeat', decision: { send: true, reason: 'back' } });
    expect(back.alert).toMatchObject({ suppressedBy: [], toldAt: t0 + 1000 });
    expect(back.entries.map(({ kind }) => kind)).toEqual(['unsuppressed', 'routed']);
    expect(walkEvent(desk, eventOf(2, on('a')), stages).decision).toMatchObject({ send: false, reason: 'repeat' });
  });

  it('ids of entries are the same for the same events', () => {
    const ids = () => walkEvent(createDesk(), eventOf(0, on('a')), stagesWith()).entries.map(({ id }) => id);
    expect(ids()).toEqual(ids());
    expect(new Set(ids()).size).toBe(ids().length);
  });
});
