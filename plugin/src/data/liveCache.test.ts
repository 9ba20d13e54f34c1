import { QueryClient } from '@tanstack/react-query';
import { expect, it } from 'vitest';
import type { Alert, Page } from '@watchroom/contract';
import { anAlert, anIncident } from '../../test/kit/fixtures';
import { applyChanges, applyOwnAction } from './liveCache';
import { queryKey } from './keys';

const query = { filter: { triage: ['open'] }, sort: 'name', order: 'asc' };
const listKey = queryKey('listAlerts', query);

const clientWith = (...pages: Alert[][]) => {
  const client = new QueryClient();
  client.setQueryData(listKey, {
    pages: pages.map((items) => ({ items, nextCursor: null, total: 3 })),
    pageParams: pages.map(() => undefined),
  });
  const pagesNow = () => client.getQueryData<{ pages: Array<Page<Alert>> }>(listKey)?.pages ?? [];
  return {
    client,
    pagesNow,
    shown: () => pagesNow().map(({ items }) => items.map(({ id, version }) => `${id}${version}`)),
  };
};

it('replaces older versions in their places, whichever page they are on', () => {
  const { client, shown } = clientWith([anAlert('a'), anAlert('b')], [anAlert('c')]);
  applyChanges(client, [anAlert('c', { version: 2, triage: 'closed' }), anAlert('new')], []);
  expect(shown()).toEqual([['a1', 'b1'], ['c2']]);
});

it('never goes back to an older version', () => {
  const { client, shown } = clientWith([anAlert('a', { version: 5 })]);
  applyChanges(client, [anAlert('a', { version: 4 })], []);
  expect(shown()).toEqual([['a5']]);
});

it('leaves the very same data where nothing changed', () => {
  const { client } = clientWith([anAlert('a')]);
  const before = client.getQueryData(listKey);
  applyChanges(client, [anAlert('other')], [anIncident('i')]);
  expect(client.getQueryData(listKey)).toBe(before);
});

it('drops what the own action takes out of the filter, and counts it off', () => {
  const { client, shown, pagesNow } = clientWith([anAlert('a'), anAlert('b')], [anAlert('c')]);
  applyOwnAction(client, [anAlert('a', { version: 2, triage: 'closed' }), anAlert('b', { version: 2 })]);
  expect(shown()).toEqual([['b2'], ['c1']]);
  expect(pagesNow().map(({ total }) => total)).toEqual([2, 2]);
});
