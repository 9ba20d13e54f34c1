import { expect, it } from 'vitest';
import { anAlert } from '../../../test/kit/fixtures';
import { mayOffer, planFor } from './triageActions';

const open = anAlert('o');
const acknowledged = anAlert('a', { triage: 'acknowledged' });
const closed = anAlert('c', { triage: 'closed' });

it('plans one request for an action', () => {
  expect(planFor('close', [open, acknowledged], { now: 0 })).toEqual([
    { alertIds: ['o', 'a'], action: { action: 'close' } },
  ]);
  expect(planFor('snooze', [open], { now: 1000, snoozeMs: 60_000 })).toEqual([
    { alertIds: ['o'], action: { action: 'snooze', until: 61_000 } },
  ]);
  expect(planFor('close', [], { now: 0 })).toEqual([]);
});

it('reopens each from the state that it is in', () => {
  expect(planFor('reopen', [closed, acknowledged, { ...closed, id: 'd' }], { now: 0 })).toEqual([
    { alertIds: ['c', 'd'], action: { action: 'reopen' } },
    { alertIds: ['a'], action: { action: 'unacknowledge' } },
  ]);
});

it('offers only what makes sense', () => {
  expect(mayOffer('acknowledge', open)).toBe(true);
  expect(mayOffer('acknowledge', acknowledged)).toBe(false);
  expect(mayOffer('close', closed)).toBe(false);
  expect(mayOffer('reopen', closed)).toBe(true);
});

it('snoozes until it resolves, and resolves with a reason', () => {
  expect(planFor('snooze', [open], { now: 1000, snoozeMs: null })).toEqual([
    { alertIds: ['o'], action: { action: 'snooze', until: null } },
  ]);
  expect(planFor('close', [open], { now: 1000, reason: 'known' })).toEqual([
    { alertIds: ['o'], action: { action: 'close', reason: 'known' } },
  ]);
});
