import { describe, expect, it } from 'vitest';
import { anAlert, start } from '../../../test/stores/alert-documents.js';
import { idsOf, useStore, type OpenedStore } from './harness.conformance.js';
import { mixed, stored } from './mixed-alerts.conformance.js';

/** What both stores promise of counts and of snoozes that end. */
export const describeFacets = (open: () => Promise<OpenedStore>): void => {
  describe('facets of alerts', () => {
    const harness = useStore(open);

    it('are empty at first', async () => {
      const fields = { status: [], triage: [], severity: [], sender: [], service: [], assignee: [], team: [] };
      expect(await harness.store().facets({})).toEqual({ total: 0, fields, labels: {} });
    });

    it('count each field with its own filter left out, most frequent first', async () => {
      const store = harness.store();
      await stored(store, mixed);
      const all = await store.facets({});
      expect(all.total).toBe(5);
      expect(all.fields.status).toEqual([
        { value: 'firing', count: 4 },
        { value: 'resolved', count: 1 },
      ]);
      expect(all.fields.sender).toEqual([
        { value: 'grafana', count: 3 },
        { value: 'alertmanager', count: 1 },
        { value: 'watchroom', count: 1 },
      ]);
      expect(all.fields.service).toEqual([
        { value: 'cart', count: 3 },
        { value: 'checkout', count: 1 },
      ]);
      const some = await store.facets({ sender: ['grafana'], status: ['firing'] });
      expect(some).toEqual({
        total: 2,
        fields: {
          status: [
            { value: 'firing', count: 2 },
            { value: 'resolved', count: 1 },
          ],
          triage: [
            { value: 'acknowledged', count: 1 },
            { value: 'snoozed', count: 1 },
          ],
          severity: [
            { value: 'unknown', count: 1 },
            { value: 'warning', count: 1 },
          ],
          sender: [
            { value: 'grafana', count: 2 },
            { value: 'alertmanager', count: 1 },
            { value: 'watchroom', count: 1 },
          ],
          service: [{ value: 'cart', count: 1 }],
          assignee: [],
          team: [],
        },
        labels: {},
      });
    });

    it('hold to incident, suppression and text throughout', async () => {
      const store = harness.store();
      await stored(store, mixed);
      expect((await store.facets({ text: 'DISK' })).fields.severity).toEqual([
        { value: 'critical', count: 1 },
        { value: 'info', count: 1 },
      ]);
      expect(await store.facets({ suppressed: true, severity: ['info'] })).toMatchObject({
        total: 0,
        fields: { severity: [{ value: 'high', count: 1 }], status: [] },
      });
      expect(await store.facets({ incidentId: 'i1' })).toMatchObject({
        total: 1,
        fields: { sender: [{ value: 'watchroom', count: 1 }] },
      });
      expect((await store.facets({ sender: [], text: '  ' })).total).toBe(5);
    });
  });

  describe('snoozeEnded', () => {
    const harness = useStore(open);

    it('gives snoozed alerts whose time has come, earliest first', async () => {
      const store = harness.store();
      const snoozed = (id: string, snoozedUntil: number | null) => anAlert(id, { triage: 'snoozed', snoozedUntil });
      await stored(store, [
        snoozed('later', start + 2),
        snoozed('now', start + 1),
        snoozed('past', start),
        snoozed('endless', null),
        anAlert('open', { snoozedUntil: start }),
      ]);
      expect(idsOf(await store.snoozeEnded(start + 1, 10))).toEqual(['past', 'now']);
      expect(idsOf(await store.snoozeEnded(start + 9, 2))).toEqual(['past', 'now']);
      expect(await store.snoozeEnded(start - 1, 10)).toEqual([]);
    });
  });
};
