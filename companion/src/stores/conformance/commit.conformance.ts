import { describe, expect, it } from 'vitest';
import {
  aChange,
  alertQuery,
  anAlert,
  anEntry,
  anEvent,
  anIncident,
  start,
  times,
} from '../../../test/stores/alert-documents.js';
import { idsOf, useStore, type OpenedStore, type StoreTraits } from './harness.conformance.js';

/** What both stores promise of commits and of reads by id. */
export const describeCommit = (open: () => Promise<OpenedStore>, { allOrNothing }: StoreTraits): void => {
  describe('commit', () => {
    const harness = useStore(open);

    it('is seen at once by id, also after a restart', async () => {
      const store = harness.store();
      const alert = anAlert('a1', {
        labels: {
          '': 'empty',
          '.': 'dot',
          'a..b': 'dots',
          ' ': 'space',
          'x\u0000y': '\u0000',
          long: '字'.repeat(40_000),
        },
        annotations: { ['k'.repeat(40_000)]: 'v' },
        description: 'd'.repeat(100_000),
        summary: '"\\\ud800😀',
        suppressedBy: [{ kind: 'silence', id: 's1', name: 'night' }],
      });
      const incident = anIncident('i1');
      expect(await store.commit(aChange({ alerts: [alert], incidents: [incident] }))).toEqual({ conflicts: [] });
      expect(await store.getAlerts(['a1'])).toEqual([alert]);
      expect(await store.getIncidents(['i1'])).toEqual([incident]);
      const again = await harness.reopen();
      expect(await again.getAlerts(['a1'])).toEqual([alert]);
      expect(await again.getIncidents(['i1'])).toEqual([incident]);
    });

    it('keeps an alert that is said again and again, and what it becomes after', async () => {
      const store = harness.store();
      const source = { lastEventId: 'e1', expiresAt: start + 1000, firing: [] };
      const first = anAlert('a1', { source });
      const said = (before: typeof first, lastEventId: string): typeof first => ({
        ...before,
        version: before.version + 1,
        lastSeenAt: before.lastSeenAt + 1000,
        eventCount: before.eventCount + 1,
        source: { ...source, lastEventId, expiresAt: before.lastSeenAt + 2000 },
      });
      const second = said(first, 'e2');
      const third = said(second, 'e3');
      for (const alert of [first, second, third]) {
        expect(await store.commit(aChange({ alerts: [alert, anAlert(`b${alert.version}`)] }))).toEqual({
          conflicts: [],
        });
        expect(await store.getAlerts(['a1'])).toEqual([alert]);
      }
      expect(await store.commit(aChange({ alerts: [third] }))).toEqual({ conflicts: ['a1'] });
      const again = await harness.reopen();
      expect(await again.getAlerts(['a1'])).toEqual([third]);
      const list = await again.listAlerts(alertQuery({ sort: 'eventCount', order: 'desc', limit: 1 }));
      expect(list.items).toEqual([third]);
      const resolved: typeof first = { ...said(third, 'e4'), status: 'resolved', endsAt: start + 9000 };
      expect(await again.commit(aChange({ alerts: [resolved] }))).toEqual({ conflicts: [] });
      expect(await again.getAlerts(['a1'])).toEqual([resolved]);
    });

    it('leaves out ids that are not there and keeps the order asked for', async () => {
      const store = harness.store();
      await store.commit(
        aChange({ alerts: [anAlert('a1'), anAlert('a2'), anAlert('a3')], incidents: [anIncident('i1')] })
      );
      expect(idsOf(await store.getAlerts(['a3', 'nope', 'a1', 'a3', "' OR 1=1 --"]))).toEqual(['a3', 'a1']);
      expect(await store.getAlerts([])).toEqual([]);
      expect(await store.getAlerts(['i1'])).toEqual([]);
      expect(await store.getIncidents(['nope'])).toEqual([]);
      expect(await store.getIncidents([])).toEqual([]);
    });

    it('takes ids of any length', async () => {
      const store = harness.store();
      const id = 'é'.repeat(600);
      await store.commit(aChange({ alerts: [anAlert(id)], timeline: [anEntry(id, { alertId: id })] }));
      await store.commit(aChange({ alerts: [anAlert(id, { version: 2 })] }));
      expect((await store.getAlerts([id]))[0]?.version).toBe(2);
    });

    it('replaces a document by the version after the stored one', async () => {
      const store = harness.store();
      for (const version of [1, 2, 3, 4]) {
        const change = aChange({
          alerts: [anAlert('a1', { version, eventCount: version })],
          incidents: [anIncident('i1', { version })],
        });
        expect(await store.commit(change)).toEqual({ conflicts: [] });
        expect((await store.getAlerts(['a1']))[0]).toEqual(anAlert('a1', { version, eventCount: version }));
      }
    });

    it.each([
      ['the same version', 2],
      ['an older version', 1],
      ['a version too far ahead', 4],
    ])('refuses %s', async (_, version) => {
      const store = harness.store();
      const incidents = [anIncident('i1'), anIncident('i1', { version: 2 })];
      for (const n of [1, 2]) {
        await store.commit(aChange({ alerts: [anAlert('a1', { version: n })], incidents: incidents.slice(n - 1, n) }));
      }
      const change = aChange({
        alerts: [anAlert('a1', { version, summary: 'lost' })],
        incidents: [anIncident('i1', { version, title: 'lost' })],
      });
      const { conflicts } = await store.commit(change);
      expect([...conflicts].sort()).toEqual(['a1', 'i1']);
      expect(await store.getAlerts(['a1'])).toEqual([anAlert('a1', { version: 2 })]);
      expect(await store.getIncidents(['i1'])).toEqual([anIncident('i1', { version: 2 })]);
    });

    it('refuses a later version of what is not there', async () => {
      const store = harness.store();
      expect(await store.commit(aChange({ alerts: [anAlert('a1', { version: 2 })] }))).toEqual({ conflicts: ['a1'] });
      expect(await store.getAlerts(['a1'])).toEqual([]);
    });

    it('refuses a commit that is repeated word for word', async () => {
      const store = harness.store();
      const change = aChange({ alerts: [anAlert('a1')] });
      await store.commit(change);
      expect(await store.commit(change)).toEqual({ conflicts: ['a1'] });
    });

    it('lets exactly one of many writers win', async () => {
      const store = harness.store();
      await store.commit(aChange({ alerts: [anAlert('a1')] }));
      for (const version of [2, 3, 4]) {
        const results = await Promise.all(
          times(10, (n) => store.commit(aChange({ alerts: [anAlert('a1', { version, summary: `writer ${n}` })] })))
        );
        const winners = results.flatMap(({ conflicts }, index) => (conflicts.length === 0 ? [index + 1] : []));
        expect(winners).toHaveLength(1);
        expect((await store.getAlerts(['a1']))[0]).toMatchObject({ version, summary: `writer ${winners[0]}` });
      }
    });

    it(
      allOrNothing
        ? 'writes nothing where one document conflicts'
        : 'writes what does not conflict, events stay pending',
      async () => {
        const store = harness.store();
        await store.appendEvents([anEvent(1)]);
        await store.commit(aChange({ alerts: [anAlert('old')] }));
        const change = aChange({
          alerts: [anAlert('new'), anAlert('old', { summary: 'lost' })],
          incidents: [anIncident('i1')],
          timeline: [anEntry('t1', { alertId: 'old' }), anEntry('t2', { alertId: 'new', incidentId: 'i1' })],
          applied: [1],
        });
        expect(await store.commit(change)).toEqual({ conflicts: ['old'] });
        expect(await store.getAlerts(['old'])).toEqual([anAlert('old')]);
        expect(idsOf(await store.getAlerts(['new']))).toEqual(allOrNothing ? [] : ['new']);
        expect(idsOf(await store.getIncidents(['i1']))).toEqual(allOrNothing ? [] : ['i1']);
        expect(await store.pendingEvents(10)).toEqual([anEvent(1)]);
        // A later entry shows that earlier ones would be visible by now.
        await store.commit(
          aChange({ timeline: [anEntry('t3', { alertId: 'old' }), anEntry('t4', { alertId: 'new', at: start + 1 })] })
        );
        const written = async (alertId: string) => idsOf((await store.timeline({ alertId }, { limit: 10 })).items);
        expect(await written('old')).toEqual(['t3']);
        expect(await written('new')).toEqual(allOrNothing ? ['t4'] : ['t4', 't2']);
      }
    );

    it('goes through once the caller has read again', async () => {
      const store = harness.store();
      await store.appendEvents([anEvent(1)]);
      await store.commit(aChange({ alerts: [anAlert('a1')] }));
      const stale = aChange({ alerts: [anAlert('a1')], timeline: [anEntry('t1')], applied: [1] });
      expect((await store.commit(stale)).conflicts).toEqual(['a1']);
      const [stored] = await store.getAlerts(['a1']);
      const fresh = { ...stale, alerts: [anAlert('a1', { version: (stored?.version ?? 0) + 1 })] };
      expect(await store.commit(fresh)).toEqual({ conflicts: [] });
      expect(await store.pendingEvents(10)).toEqual([]);
      expect(idsOf((await store.timeline({ alertId: 'a1' }, { limit: 10 })).items)).toEqual(['t1']);
    });

    it('takes changes of different alerts at once', async () => {
      const store = harness.store();
      const results = await Promise.all(times(50, (n) => store.commit(aChange({ alerts: [anAlert(`a${n}`)] }))));
      expect(results.every(({ conflicts }) => conflicts.length === 0)).toBe(true);
      expect(await store.getAlerts(times(50, (n) => `a${n}`))).toHaveLength(50);
    });

    it('takes a change with 1,000 alerts, events and entries, twice', async () => {
      const store = harness.store();
      await store.appendEvents(times(1000, (n) => anEvent(n)));
      for (const version of [1, 2]) {
        const change = aChange({
          alerts: times(1000, (n) => anAlert(`a${n}`, { version })),
          timeline: times(1000, (n) => anEntry(`t${version}-${n}`, { alertId: `a${n}` })),
          applied: version === 1 ? times(1000, (n) => n) : [],
        });
        expect(await store.commit(change)).toEqual({ conflicts: [] });
      }
      expect((await store.getAlerts(times(1000, (n) => `a${n}`))).every(({ version }) => version === 2)).toBe(true);
      expect(await store.pendingEvents(10)).toEqual([]);
    });

    it('names every conflict of a large change', async () => {
      const store = harness.store();
      const old = times(300, (n) => anAlert(`a${n}`));
      await store.commit(aChange({ alerts: old }));
      const { conflicts } = await store.commit(aChange({ alerts: [anAlert('b1'), ...old] }));
      expect([...conflicts].sort()).toEqual(idsOf(old).sort());
    });

    it('refuses a change that cannot be meant', async () => {
      const store = harness.store();
      await expect(store.commit(aChange({ alerts: [anAlert('a1'), anAlert('a1')] }))).rejects.toThrow(
        /"a1" stands twice/
      );
      await expect(store.commit(aChange({ incidents: [anIncident('i1', { version: 0 })] }))).rejects.toThrow(
        /version of "i1"/
      );
      expect(await store.getAlerts(['a1'])).toEqual([]);
    });

    it('takes an empty change', async () => {
      expect(await harness.store().commit(aChange({}))).toEqual({ conflicts: [] });
    });
  });
};
