import { describe, expect, it } from 'vitest';
import { anAlert } from '../../test/intake/builders.js';
import { route, type RouteInput } from './route.js';

const policy = { hasRoute: true, groupIntervalMs: 300_000 };
const input = (with_: Partial<RouteInput>): RouteInput => ({
  outcome: 'first',
  alert: anAlert({}),
  incident: 'opened',
  notifiedAt: null,
  now: 1_000_000,
  ...with_,
});

describe('route', () => {
  it.each<[string, Partial<RouteInput>, boolean, string]>([
    ['the first alert of an incident', {}, true, 'first'],
    ['one that joins later', { incident: 'joined', notifiedAt: 0 }, true, 'new_alerts'],
    ['one that joins at once', { incident: 'joined', notifiedAt: 900_000 }, false, 'waiting'],
    ['an incident that fires again', { outcome: 'refired', incident: 'reopened', notifiedAt: 0 }, true, 'new_alerts'],
    ['a repeat', { outcome: 'repeat', incident: 'none' }, false, 'repeat'],
    ['a rise in severity', { outcome: 'severity_rose', incident: 'none', notifiedAt: 999_999 }, true, 'severity_rise'],
    ['the resolve of all', { outcome: 'resolved', incident: 'resolved', notifiedAt: 0 }, true, 'resolved'],
    ['the resolve of what nobody was told of', { outcome: 'resolved', incident: 'resolved' }, false, 'resolved'],
    ['the resolve of one', { outcome: 'resolved', incident: 'none' }, false, 'resolved'],
    ['a snoozed alert', { alert: anAlert({ triage: 'snoozed' }) }, false, 'suppressed'],
  ])('%s', (_, with_, send, reason) => {
    expect(route(input(with_), policy)).toMatchObject({ send, reason });
  });

  it('names what suppresses', () => {
    const alert = anAlert({ suppressedBy: [{ kind: 'silence', id: '1', name: 'deploy' }] });
    expect(route(input({ alert }), policy)).toMatchObject({
      suppressedBy: ['silence deploy'],
      text: 'Not sent: suppressed by silence deploy',
    });
  });

  it('says where there is no route', () => {
    expect(route(input({}), { ...policy, hasRoute: false })).toMatchObject({ send: false, reason: 'no_route' });
  });
});
