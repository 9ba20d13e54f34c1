import type { AlertFilter, AlertListQuery } from '@watchroom/contract';
import { describe, expect, it } from 'vitest';
import { aChange, alertQuery, anAlert, minute, start, times } from '../../../test/stores/alert-documents.js';
import { InvalidCursor, type AlertStore } from '../alert-store.js';
import { idsOf, useStore, type OpenedStore } from './harness.conformance.js';
import { mixed, stored } from './mixed-alerts.conformance.js';

const listed = async (store: AlertStore, query: Partial<AlertListQuery>): Promise<string[]> =>
  idsOf((await store.listAlerts(alertQuery(query))).items);

/** All pages of a list, with the number of pages. */
const allPages = async (
  store: AlertStore,
  query: Partial<AlertListQuery>
): Promise<{ ids: string[]; pages: number }> => {
  const ids: string[] = [];
  let cursor: string | undefined;
  let pages = 0;
  do {
    const page = await store.listAlerts(alertQuery({ ...query, cursor }));
    ids.push(...idsOf(page.items));
    pages += 1;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return { ids, pages };
};

/** What both stores promise of the list of alerts. */
export const describeAlertLists = (open: () => Promise<OpenedStore>): void => {
  describe('lists of alerts', () => {
    const harness = useStore(open);

    it('are empty at first', async () => {
      expect(await harness.store().listAlerts(alertQuery())).toEqual({ items: [], nextCursor: null, total: 0 });
    });

    it('sort by each field, severities by rank and names without regard to case, then by id', async () => {
      const store = harness.store();
      await stored(store, mixed);
      const expected: Record<AlertListQuery['sort'], string> = {
        lastSeenAt: 'abcde',
        startsAt: 'edcba',
        severity: 'bceda',
        eventCount: 'eacbd',
        name: 'ceabd',
      };
      for (const [sort, ascending] of Object.entries(expected) as Array<[AlertListQuery['sort'], string]>) {
        expect((await listed(store, { sort, order: 'asc' })).join('')).toBe(ascending);
        expect((await listed(store, { sort, order: 'desc' })).join('')).toBe([...ascending].reverse().join(''));
        for (const order of ['asc', 'desc'] as const) {
          const { ids, pages } = await allPages(store, { sort, order, limit: 2 });
          expect(ids).toEqual(await listed(store, { sort, order }));
          expect(pages).toBe(3);
        }
      }
      expect((await store.listAlerts(alertQuery({ limit: 1 }))).items).toEqual([mixed[4]]);
    });

    it('filter by each field: values are alternatives, fields must all hold', async () => {
      const store = harness.store();
      await stored(store, mixed);
      const cases: Array<[AlertFilter, string]> = [
        [{}, 'abcde'],
        [{ status: ['resolved'] }, 'b'],
        [{ status: ['resolved', 'firing'] }, 'abcde'],
        [{ status: [] }, 'abcde'],
        [{ triage: ['acknowledged', 'snoozed'] }, 'ce'],
        [{ severity: ['critical', 'high'] }, 'ad'],
        [{ sender: ['grafana'] }, 'bce'],
        [{ sender: ['Grafana'] }, ''],
        [{ service: ['cart'] }, 'ade'],
        [{ service: ['cart', 'checkout', "' OR 1=1"] }, 'abde'],
        [{ incidentId: 'i1' }, 'd'],
        [{ incidentId: 'i2' }, ''],
        [{ suppressed: true }, 'd'],
        [{ suppressed: false }, 'abce'],
        [{ sender: ['grafana'], service: ['cart'], status: ['firing'] }, 'e'],
        [{ sender: ['grafana'], suppressed: true }, ''],
        [{ text: 'disk', severity: ['info'] }, 'b'],
      ];
      for (const [filter, expected] of cases) {
        const page = await store.listAlerts(alertQuery({ ...filter, order: 'asc' }));
        expect([JSON.stringify(filter), idsOf(page.items).join(''), page.total]).toEqual([
          JSON.stringify(filter),
          expected,
          expected.length,
        ]);
      }
    });

    it('follow a document that changed', async () => {
      const store = harness.store();
      await stored(store, [anAlert('a'), anAlert('b')]);
      await store.commit(
        aChange({ alerts: [anAlert('a', { version: 2, status: 'resolved', service: null, summary: 'gone' })] })
      );
      expect(await listed(store, { status: ['resolved'] })).toEqual(['a']);
      expect(await listed(store, { status: ['firing'] })).toEqual(['b']);
      expect(await listed(store, { text: 'p99' })).toEqual(['b']);
      expect(await listed(store, { service: ['cart'] })).toEqual(['b']);
    });

    it('page through ties without loss or repetition, while alerts arrive', async () => {
      const store = harness.store();
      const tied = times(25, (n) =>
        anAlert(`a${String(n).padStart(2, '0')}`, { severity: n % 2 === 0 ? 'high' : 'info' })
      );
      await stored(store, tied);
      for (const sort of ['severity', 'lastSeenAt', 'name'] as const) {
        const { ids, pages } = await allPages(store, { sort, limit: 4 });
        expect([...ids].sort()).toEqual(idsOf(tied));
        expect(pages).toBe(7);
      }
      const first = await store.listAlerts(alertQuery({ limit: 10 }));
      await store.commit(aChange({ alerts: [anAlert('newer', { lastSeenAt: start + minute })] }));
      expect((await store.listAlerts(alertQuery({ limit: 1 }))).total).toBe(26);
      const second = await store.listAlerts(alertQuery({ limit: 15, cursor: first.nextCursor ?? '' }));
      expect(idsOf([...first.items, ...second.items])).toEqual(idsOf(tied).reverse());
      expect(second).toMatchObject({ nextCursor: null, total: 26 });
    });

    it('page the same with filters and text', async () => {
      const store = harness.store();
      await stored(store, mixed);
      const filters: AlertFilter[] = [{ status: ['firing'] }, { text: 's' }, { text: 'alert', status: ['firing'] }];
      for (const filter of filters) {
        for (const order of ['asc', 'desc'] as const) {
          for (const sort of ['severity', 'name', 'eventCount'] as const) {
            const { ids, pages } = await allPages(store, { ...filter, sort, order, limit: 2 });
            expect(ids).toEqual(await listed(store, { ...filter, sort, order }));
            expect(pages).toBe(Math.max(1, Math.ceil(ids.length / 2)));
          }
        }
      }
    });

    it('know the total on a page that has nothing left', async () => {
      const store = harness.store();
      await stored(store, [anAlert('a'), anAlert('b')]);
      const { nextCursor } = await store.listAlerts(alertQuery({ limit: 1, text: 'p99' }));
      await store.commit(aChange({ alerts: [anAlert('a', { version: 2, lastSeenAt: start + minute })] }));
      const last = () => store.listAlerts(alertQuery({ text: 'p99', cursor: nextCursor ?? '' }));
      expect(await last()).toEqual({ items: [], nextCursor: null, total: 2 });
    });

    it('have no further page where the last is full', async () => {
      const store = harness.store();
      await stored(store, [anAlert('a'), anAlert('b')]);
      expect((await store.listAlerts(alertQuery({ limit: 2 }))).nextCursor).toBeNull();
      expect((await store.listAlerts(alertQuery({ limit: 1 }))).nextCursor).toMatch(/^[A-Za-z0-9_-]+$/);
    });

    it('page by names of any script and length', async () => {
      const store = harness.store();
      const names = [
        '',
        'a',
        'A',
        'ä',
        'z',
        'Ω',
        'ω',
        '字',
        '😀',
        '\ud800',
        '"',
        '\\',
        'x'.repeat(40_000),
        `${'x'.repeat(40_000)}y`,
      ];
      await stored(
        store,
        names.map((name, index) => anAlert(`n${index}`, { name }))
      );
      const { ids } = await allPages(store, { sort: 'name', order: 'asc', limit: 1 });
      expect(ids).toEqual(await listed(store, { sort: 'name', order: 'asc' }));
      expect(ids).toHaveLength(names.length);
      expect(ids.slice(0, 5)).toEqual(['n0', 'n10', 'n11', 'n1', 'n2']);
    });

    it('refuse cursors that are not theirs', async () => {
      const store = harness.store();
      await stored(store, [anAlert('a'), anAlert('b')]);
      const cursor = (await store.listAlerts(alertQuery({ limit: 1 }))).nextCursor ?? '';
      const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
      const foreign = [
        '',
        'x',
        '%%%',
        'null',
        encoded(null),
        encoded([]),
        encoded({ a: 1 }),
        encoded([1, 'alerts/lastSeenAt/desc', 'x', 'a']),
        encoded([2, 'alerts/lastSeenAt/desc', 1, 'a']),
        `${cursor}!`,
        cursor.slice(0, -4),
      ];
      for (const one of foreign) {
        await expect(store.listAlerts(alertQuery({ cursor: one })), one).rejects.toThrow(InvalidCursor);
      }
      await expect(store.listAlerts(alertQuery({ cursor, sort: 'name' }))).rejects.toThrow(InvalidCursor);
      await expect(store.listAlerts(alertQuery({ cursor, order: 'asc' }))).rejects.toThrow(InvalidCursor);
      await expect(store.listIncidents({ limit: 10, cursor })).rejects.toThrow(InvalidCursor);
      await expect(store.timeline({ alertId: 'a' }, { limit: 10, cursor })).rejects.toThrow(InvalidCursor);
      await expect(store.eventsOf('a', { limit: 10, cursor })).rejects.toThrow(InvalidCursor);
    });
  });
};
