import { expect, it } from 'vitest';
import { defaultFilter, formatInboxUrl, isDefaultFilter, parseInboxUrl } from './inboxUrl';

it('is empty for the default', () => {
  const state = parseInboxUrl('');
  expect(state.filter).toMatchObject(defaultFilter);
  expect(state).toMatchObject({ sort: 'lastSeenAt', order: 'desc', alertId: null });
  expect(formatInboxUrl(state)).toBe('');
  expect(isDefaultFilter(state.filter)).toBe(true);
});

it.each([
  '?status=any&triage=any',
  '?status=resolved&severity=critical%2Chigh&sender=a&sender=b&service=x%2Cy&suppressed=false',
  '?incident=i1&q=disk+full+%26+more&sort=severity&order=asc&alert=a%2Fb',
  '?assignee=ann&team=sre&facet=pod&q=x&columns=severity%2Cage&group=service&density=compact',
])('reads what it writes: %s', (search) => {
  const state = parseInboxUrl(search);
  expect(formatInboxUrl(state)).toBe(search);
  expect(isDefaultFilter(state.filter)).toBe(false);
});

it('ignores what it does not know', () => {
  const state = parseInboxUrl('?status=exploded&sort=beauty&order=up&suppressed=maybe');
  expect(state.filter.status).toEqual([]);
  expect(state).toMatchObject({ sort: 'lastSeenAt', order: 'desc' });
  expect(state.filter.suppressed).toBeUndefined();
});
