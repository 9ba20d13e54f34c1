import { StoreUnavailable, type AlertStore, type StateChange } from '../../src/stores/alert-store.js';

/** How the next commits go wrong, in order; once they are used up, all goes well. */
export type Fault =
  | 'unavailable'
  /** Written, but the answer got lost. */
  | 'answer lost'
  /** As in Elasticsearch: alerts are written, incidents meet a conflict, events stay pending. */
  | 'half written';

/** A store in front of another that goes wrong on demand. */
export const faultyStore = (
  store: AlertStore
): AlertStore & { faults: Fault[]; commits: number; down: boolean; beforeCommit: (() => Promise<void>) | null } => {
  const commit = async (change: StateChange) => {
    if (faulty.down) {
      throw new StoreUnavailable('down');
    }
    const before = faulty.beforeCommit;
    faulty.beforeCommit = null;
    await before?.();
    const fault = faulty.faults.shift();
    faulty.commits++;
    if (fault === 'unavailable') {
      throw new StoreUnavailable('down');
    }
    if (fault === 'half written') {
      await store.commit({ alerts: change.alerts, incidents: [], timeline: [], applied: [] });
      return { conflicts: change.incidents.map(({ id }) => id) };
    }
    const result = await store.commit(change);
    if (fault === 'answer lost') {
      throw new StoreUnavailable('no answer');
    }
    return result;
  };
  const faulty = {
    ...store,
    faults: [] as Fault[],
    commits: 0,
    down: false,
    beforeCommit: null as (() => Promise<void>) | null,
    commit,
    appendEvents: async (events: Parameters<AlertStore['appendEvents']>[0]) => {
      if (faulty.down) {
        throw new StoreUnavailable('down');
      }
      await store.appendEvents(events);
    },
  };
  return faulty;
};
