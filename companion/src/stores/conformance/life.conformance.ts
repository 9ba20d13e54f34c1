import { describe, expect, it } from 'vitest';
import { aChange, alertQuery, anAlert, anEvent, times } from '../../../test/stores/alert-documents.js';
import { StoreUnavailable } from '../alert-store.js';
import { useStore, type OpenedStore } from './harness.conformance.js';

/** What both stores promise of opening and closing. */
export const describeLife = (open: () => Promise<OpenedStore>): void => {
  describe('life', () => {
    const harness = useStore(open);

    it('answers a ping, opens and closes twice without harm', async () => {
      const store = harness.store();
      await store.ping();
      await store.open();
      await store.ping();
      await store.close();
      await store.close();
      await store.open();
      await store.ping();
    });

    it('is unavailable once closed', async () => {
      const store = harness.store();
      await store.close();
      const calls = [
        store.ping(),
        store.appendEvents([anEvent(1)]),
        store.pendingEvents(1),
        store.lastSeq(),
        store.commit(aChange({ alerts: [anAlert('a1')] })),
        store.getAlerts(['a1']),
        store.getIncidents(['i1']),
        store.recentIncidents(0),
        store.listAlerts(alertQuery()),
        store.facets({}),
        store.alertValues('service', '', 1),
        store.listIncidents({ limit: 1 }),
        store.timeline({ alertId: 'a1' }, { limit: 1 }),
        store.eventsOf('a1', { limit: 1 }),
        store.snoozeEnded(0, 1),
        store.putDocument('k', 'd', {}, null),
        store.getDocument('k', 'd'),
        store.listDocuments('k'),
        store.deleteDocument('k', 'd', 1),
      ];
      for (const call of await Promise.allSettled(calls)) {
        expect(call).toMatchObject({ status: 'rejected', reason: expect.any(StoreUnavailable) as unknown });
      }
    });

    it('finishes what was under way when it closes', async () => {
      const store = harness.store();
      const writes = [
        ...times(20, (n) => store.appendEvents([anEvent(n)])),
        store.commit(aChange({ alerts: times(100, (n) => anAlert(`a${n}`)) })),
      ];
      await store.close();
      await Promise.all(writes);
      const again = await harness.reopen();
      expect(await again.lastSeq()).toBe(20);
      expect(await again.getAlerts(times(100, (n) => `a${n}`))).toHaveLength(100);
    });
  });
};
