import {
  facetFields,
  facetQuery,
  filterQuery,
  matchesQuery,
  parseQuery,
  printQuery,
  queryValuesOf,
  type Alert,
  type QueryNode,
  type ValueCount,
} from '@watchroom/contract';
import { describe, expect, it } from 'vitest';
import { aChange, alertQuery, anAlert, minute, start } from '../../../test/stores/alert-documents.js';
import { mostFrequent } from '../facets.js';
import { idsOf, useStore, type OpenedStore } from './harness.conformance.js';
import { mixed, stored } from './mixed-alerts.conformance.js';
import { createChance, someAlerts, someQuery } from './query-chance.conformance.js';

/** Counts as the words of the contract say, without regard to speed. */
const countsOf = (alerts: Alert[], query: QueryNode, field: string, names: string[]): ValueCount[] => {
  const { own, rest } = facetQuery(query, names);
  const counts = new Map<string, number>();
  for (const alert of alerts) {
    const others = [...own].every(([name, node]) => name === field || matchesQuery(alert, node));
    if (others && matchesQuery(alert, rest)) {
      queryValuesOf(alert, field).forEach((value) => counts.set(value, (counts.get(value) ?? 0) + 1));
    }
  }
  return mostFrequent(
    [...counts].map(([value, count]) => ({ value, count })),
    500
  );
};

/** What both stores promise of the query language: the same as looking at each alert. */
export const describeQueries = (open: () => Promise<OpenedStore>): void => {
  describe('queries', () => {
    const harness = useStore(open);

    it('find and count what looking at each alert finds', async () => {
      const store = harness.store();
      const chance = createChance(2026);
      const alerts = someAlerts(chance, 50);
      await stored(store, alerts);
      const names = [...facetFields, 'label.pod', 'label.odd name'];
      for (let round = 0; round < 150; round += 1) {
        const q = printQuery(someQuery(chance));
        const query = filterQuery({ q });
        const ids = alerts.filter((alert) => matchesQuery(alert, query)).map(({ id }) => id);
        const page = await store.listAlerts(alertQuery({ q, sort: 'name', limit: 100 }));
        expect([q, idsOf(page.items).sort(), page.total]).toEqual([q, ids.sort(), ids.length]);
        if (round % 4 === 0) {
          const found = await store.facets({ q }, ['pod', 'odd name']);
          const expected = Object.fromEntries(names.map((name) => [name, countsOf(alerts, query, name, names)]));
          const { pod, 'odd name': odd } = found.labels;
          expect([q, { ...found.fields, 'label.pod': pod, 'label.odd name': odd }]).toEqual([q, expected]);
        }
      }
    });

    it('hold besides the other filters, know who asks and when', async () => {
      const store = harness.store();
      await stored(store, [
        ...mixed,
        anAlert('mine', { assignee: 'ann', labels: { team: 'sre' }, lastSeenAt: start - 60 * minute }),
      ]);
      const asker = { me: 'ann', now: start };
      const found = async (filter: object) => idsOf((await store.listAlerts(alertQuery(filter), asker)).items).join('');
      expect(await found({ q: 'assignee:me' })).toBe('mine');
      expect(await found({ q: 'lastSeen>=1h' })).toBe('mine');
      expect(await found({ q: 'snoozedUntil<2m' })).toBe('e');
      expect(await found({ team: ['sre'] })).toBe('mine');
      expect(await found({ assignee: ['ann', 'bob'], q: '-team:sre' })).toBe('');
      expect(await found({ status: ['firing'], q: 'disk severity>=high' })).toBe('a');
      await expect(store.listAlerts(alertQuery({ q: 'assignee:me' }))).rejects.toThrow('signed in');
      await expect(store.facets({ q: 'nofield:x' })).rejects.toThrow('no field');
    });

    it('follow what changes and find it at once', async () => {
      const store = harness.store();
      await stored(store, [anAlert('a', { labels: { pod: 'p-1', team: 'sre' } }), anAlert('b', { labels: {} })]);
      await store.commit(aChange({ alerts: [anAlert('a', { version: 2, labels: { pod: 'p-2' }, service: 'new' })] }));
      const count = async (q: string) => (await store.listAlerts(alertQuery({ q }))).total;
      expect(await count('label.pod:p-1')).toBe(0);
      expect(await count('label.pod:p-2 service:new')).toBe(1);
      expect(await count('-has:label.team')).toBe(2);
      const again = await harness.reopen();
      expect((await again.listAlerts(alertQuery({ q: 'label.pod:p-2' }))).total).toBe(1);
      expect(parseQuery('')).toEqual({ kind: 'and', nodes: [] });
    });

    it('give values for completion by prefix, most frequent first', async () => {
      const store = harness.store();
      await stored(store, [
        ...mixed,
        anAlert('f', { labels: { pod: 'Web[1]', 'k8s.io/app': 'x' } }),
        anAlert('g', { labels: { pod: 'web-2' } }),
        anAlert('h', { labels: { pod: 'web-2' } }),
      ]);
      expect(await store.alertValues('sender', 'g', 10)).toEqual([{ value: 'grafana', count: 3 }]);
      expect(await store.alertValues('label.pod', 'WEB', 10)).toEqual([
        { value: 'web-2', count: 2 },
        { value: 'Web[1]', count: 1 },
      ]);
      expect(await store.alertValues('label.pod', 'web[', 10)).toEqual([{ value: 'Web[1]', count: 1 }]);
      expect(await store.alertValues('label', '', 2)).toEqual([
        { value: 'instance', count: 5 },
        { value: 'pod', count: 3 },
      ]);
      expect(await store.alertValues('label', 'K8s', 5)).toEqual([{ value: 'k8s.io/app', count: 1 }]);
      expect(await store.alertValues('suppressedBy', '', 5)).toEqual([{ value: 'silence', count: 1 }]);
      expect(await store.alertValues('lastSeen', '', 5)).toEqual([]);
      expect(await store.alertValues('nothing', '', 5)).toEqual([]);
    });
  });
};
