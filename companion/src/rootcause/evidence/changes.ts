import type { ChangeStore } from '../../stores/timeseries/change-store.js';
import { createServiceNames } from '../service-names.js';
import type { EvidenceCollector } from './collector.js';

/** A change may have been made some time before what is looked at begins. */
const leadMs = 2 * 3_600_000;
const mostChanges = 1000;

/** Stored changes of single services. */
export const changeCollector = (store: Pick<ChangeStore, 'list'>): EvidenceCollector => ({
  name: 'changes',
  collect: async ({ from, to, services }) => {
    const nameOf = createServiceNames(services);
    const { items } = await store.list({ from: from - leadMs, to, limit: mostChanges });
    const changes = items.flatMap(({ at, service, kind, title }) =>
      service === null ? [] : [{ at, service: nameOf(service), kind, title }]
    );
    return { signals: [], graph: [], changes };
  },
});
