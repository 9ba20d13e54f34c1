import { describe, expect, it } from 'vitest';
import {
  aChange,
  anAlert,
  anEntry,
  anIncident,
  incidentQuery,
  minute,
  start,
  times,
} from '../../../test/stores/alert-documents.js';
import { InvalidCursor } from '../alert-store.js';
import { idsOf, useStore, type OpenedStore } from './harness.conformance.js';

/** What both stores promise of incidents and of timelines. */
export const describeIncidents = (open: () => Promise<OpenedStore>): void => {
  describe('incidents', () => {
    const harness = useStore(open);

    it('are recent while they fire or were seen since', async () => {
      const store = harness.store();
      const incidents = [
        anIncident('old-firing', { lastSeenAt: start - minute }),
        anIncident('old', { status: 'resolved', lastSeenAt: start - 1 }),
        anIncident('edge', { status: 'resolved', lastSeenAt: start }),
        anIncident('new', { status: 'resolved', lastSeenAt: start + 1 }),
      ];
      await store.commit(aChange({ incidents }));
      expect(idsOf(await store.recentIncidents(start)).sort()).toEqual(['edge', 'new', 'old-firing']);
      expect(await store.recentIncidents(start + minute)).toEqual([incidents[0]]);
      await store.commit(aChange({ incidents: [anIncident('old-firing', { version: 2, status: 'resolved' })] }));
      expect(await store.recentIncidents(start + minute)).toEqual([]);
    });

    it('are all recent, however many', async () => {
      const store = harness.store();
      await store.commit(aChange({ incidents: times(1500, (n) => anIncident(`i${n}`)) }));
      expect(await store.recentIncidents(0)).toHaveLength(1500);
    });

    it('list newest first, in pages, by status and severity', async () => {
      const store = harness.store();
      const incidents = times(7, (n) =>
        anIncident(`i${n}`, {
          startsAt: start + Math.floor(n / 2),
          status: n === 3 ? 'resolved' : 'firing',
          severity: n > 5 ? 'critical' : 'info',
        })
      );
      await store.commit(aChange({ incidents }));
      expect((await store.listIncidents(incidentQuery())).total).toBe(7);
      const newestFirst = [...incidents].reverse();
      expect(await store.listIncidents(incidentQuery())).toEqual({ items: newestFirst, nextCursor: null, total: 7 });
      const first = await store.listIncidents(incidentQuery({ limit: 4 }));
      expect(first).toMatchObject({ items: newestFirst.slice(0, 4), total: 7 });
      const second = await store.listIncidents(incidentQuery({ limit: 4, cursor: first.nextCursor ?? '' }));
      expect(second).toEqual({ items: newestFirst.slice(4), nextCursor: null, total: 7 });
      const byFilter = async (parts: Parameters<typeof incidentQuery>[0]) =>
        idsOf((await store.listIncidents(incidentQuery(parts))).items);
      expect(await byFilter({ status: ['resolved'] })).toEqual(['i3']);
      expect(await byFilter({ severity: ['critical', 'high'], status: ['firing'] })).toEqual(['i7', 'i6']);
      expect(await byFilter({ severity: [] })).toHaveLength(7);
      await expect(store.listIncidents(incidentQuery({ cursor: 'nonsense' }))).rejects.toThrow(InvalidCursor);
    });
  });

  describe('what people add', () => {
    const harness = useStore(open);
    const task = { id: 't1', text: 'Page the database team', done: false, assignee: 'ann', by: 'ben', at: start };
    const worked = anIncident('i1', {
      stage: 'investigating',
      lead: 'ann',
      severityBy: 'ann',
      titleBy: 'ben',
      tasks: [task, { ...task, id: 't2', done: true, assignee: null }],
      absorbed: [{ rule: 'same-service', groupKey: 'service=checkout' }],
      routine: false,
    });

    it('to an incident comes back as it was: stage, lead, tasks, what was merged', async () => {
      const store = harness.store();
      const merged = anIncident('i2', { mergedInto: 'i1', stage: 'closed', startsAt: start - 1 });
      await store.commit(aChange({ incidents: [worked, merged] }));
      expect(await store.getIncidents(['i1', 'i2'])).toEqual([worked, merged]);
      const changed = { ...worked, lead: null, tasks: [], version: 2 };
      await store.commit(aChange({ incidents: [changed] }));
      expect((await store.listIncidents(incidentQuery())).items).toEqual([changed, merged]);
      expect(await (await harness.reopen()).getIncidents(['i1'])).toEqual([changed]);
    });

    it('to alerts and their history comes back as it was: reasons, runbook, comments', async () => {
      const store = harness.store();
      const alert = anAlert('a1', {
        incidentId: 'i1',
        incidentReason: 'ann put it there',
        incidentBy: 'ann',
        occurrence: true,
        toldAt: start,
        runbook: { title: 'Restart', url: 'https://wiki/restart', by: 'ann' },
        monitoredBy: [{ kind: 'silence', id: 's', name: 'night', until: null }],
        flapping: { since: start, changes: 9, severity: 'high' },
        enrichedBy: [{ rule: 'owners', set: [{ field: 'label.team', value: 'sre' }] }],
      });
      const kinds = ['commented', 'task_added', 'incident_split', 'incident_merged', 'left_incident'] as const;
      const entries = kinds.map((kind, n) =>
        anEntry(`t${n}`, { kind, at: start - n, incidentId: 'i1', actor: 'ann', text: `why ${n}` })
      );
      await store.commit(aChange({ alerts: [alert], timeline: entries }));
      expect(await store.getAlerts(['a1'])).toEqual([alert]);
      expect((await store.timeline({ incidentId: 'i1' }, { limit: 9 })).items).toEqual(entries);
    });
  });

  describe('timelines', () => {
    const harness = useStore(open);

    it('come newest first, in pages, of an alert or of an incident', async () => {
      const store = harness.store();
      const entries = times(9, (n) =>
        anEntry(`t${n}`, {
          at: start + Math.floor(n / 3),
          alertId: n === 5 ? 'a2' : 'a1',
          incidentId: n > 6 ? 'i1' : null,
          text: `entry ${n}`,
        })
      );
      await store.commit(aChange({ timeline: entries }));
      expect((await store.timeline({ alertId: 'a1' }, { limit: 1 })).total).toBe(8);
      const newestFirst = [...entries].reverse().filter(({ alertId }) => alertId === 'a1');
      expect(await store.timeline({ alertId: 'a1' }, { limit: 8 })).toEqual({
        items: newestFirst,
        nextCursor: null,
        total: 8,
      });
      const first = await store.timeline({ alertId: 'a1' }, { limit: 5 });
      const second = await store.timeline({ alertId: 'a1' }, { limit: 5, cursor: first.nextCursor ?? '' });
      expect([...first.items, ...second.items]).toEqual(newestFirst);
      expect(second.nextCursor).toBeNull();
      expect(idsOf((await store.timeline({ incidentId: 'i1' }, { limit: 5 })).items)).toEqual(['t9', 't8', 't7']);
      expect(await store.timeline({ incidentId: 'a1' }, { limit: 5 })).toEqual({
        items: [],
        nextCursor: null,
        total: 0,
      });
      const elsewhere = store.timeline({ alertId: 'a2' }, { limit: 5, cursor: first.nextCursor ?? '' });
      await expect(elsewhere).rejects.toThrow(InvalidCursor);
    });

    it('keep an entry as it was first written', async () => {
      const store = harness.store();
      await store.commit(aChange({ timeline: [anEntry('t1', { text: 'first' }), anEntry('t1', { text: 'twice' })] }));
      await store.commit(aChange({ timeline: [anEntry('t1', { text: 'second' }), anEntry('t2', { at: start + 1 })] }));
      const { items } = await store.timeline({ alertId: 'a1' }, { limit: 9 });
      expect(items.map(({ id, text }) => [id, text])).toEqual([
        ['t2', 'It fired.'],
        ['t1', 'first'],
      ]);
    });
  });
};
