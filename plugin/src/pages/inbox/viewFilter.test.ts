import { expect, it } from 'vitest';
import { parseInboxUrl } from './inboxUrl';
import { labelValues, settingsOf, stateOf, toggleLabel } from './viewFilter';

it('puts a label’s value into the query and takes it out again', () => {
  const one = toggleLabel('disk', 'pod', 'p 1');
  expect(one).toBe('disk label.pod:"p 1"');
  const two = toggleLabel(one, 'pod', 'p-2');
  expect(labelValues(two, 'pod')).toEqual(['p 1', 'p-2']);
  expect(toggleLabel(two, 'pod', 'p 1')).toBe('disk label.pod:p-2');
  expect(toggleLabel('label.pod:p-2', 'pod', 'p-2')).toBe('');
});

it('keeps facets and words as one query', () => {
  const state = parseInboxUrl('?severity=critical%2Chigh&q=disk&group=service');
  const kept = settingsOf(state);
  expect(kept).toMatchObject({ groupBy: 'service' });
  expect(kept.q).toContain('(severity:critical OR severity:high) disk');
  expect(settingsOf(parseInboxUrl('?status=any&triage=any')).q).toBe('');
  const shown = stateOf({ ...kept, id: 'v', name: 'v', shared: false, owner: 'ann', origin: 'ui', editable: true });
  expect(shown.filter).toMatchObject({ q: kept.q, status: [] });
});
