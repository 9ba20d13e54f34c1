import type { ReportCounts } from '@watchroom/contract';
import { describe, expect, it } from 'vitest';
import { aChange, anAlert } from '../../../test/stores/alert-documents.js';
import type { AlertStore } from '../alert-store.js';
import { dayMs, hourMs, noCounts, type Tally, type TallyQuery } from '../tallies.js';
import { useStore, type OpenedStore } from './harness.conformance.js';

const day = Date.UTC(2026, 10, 23);

const aTally = (hour: number, counts: Partial<ReportCounts>, differences: Partial<Tally> = {}): Tally => ({
  at: day + hour * hourMs + 1234,
  team: 'shop',
  service: 'cart',
  name: 'HighLatency',
  counts,
  ...differences,
});

const count = (store: AlertStore, ...tallies: Tally[]) => store.commit(aChange({ tallies }));
const query = (differences: Partial<TallyQuery> = {}): TallyQuery => ({
  from: day,
  to: day + dayMs,
  stepMs: hourMs,
  names: 10,
  ...differences,
});

/** Counts for reports. */
export const describeTallies = (open: () => Promise<OpenedStore>): void => {
  describe('counts for reports', () => {
    const { store, reopen } = useStore(open);

    it('are none where nothing was counted', async () => {
      expect(await store().tallies(query())).toEqual({ buckets: [], names: [] });
    });

    it('add up by hour, and by name', async () => {
      await count(store(), aTally(1, { events: 2, alerts: 1, resolveMs: 5000 }), aTally(1, { events: 1 }));
      await count(store(), aTally(1, { events: 4 }, { name: 'DiskFull' }), aTally(3, { events: 8, notifications: 1 }));
      expect(await store().tallies(query())).toEqual({
        buckets: [
          { at: day + hourMs, counts: { ...noCounts(), events: 7, alerts: 1, resolveMs: 5000 } },
          { at: day + 3 * hourMs, counts: { ...noCounts(), events: 8, notifications: 1 } },
        ],
        names: [
          { name: 'HighLatency', counts: { ...noCounts(), events: 11, alerts: 1, resolveMs: 5000, notifications: 1 } },
          { name: 'DiskFull', counts: { ...noCounts(), events: 4 } },
        ],
      });
    });

    it('stay when the store is opened again', async () => {
      await count(store(), aTally(1, { events: 2 }));
      const again = await reopen();
      expect((await again.tallies(query())).buckets.map(({ counts }) => counts.events)).toEqual([2]);
    });

    it('fall into longer steps, and leave out what is not in the range', async () => {
      await count(store(), ...[-1, 0, 5, 6, 23, 24].map((hour) => aTally(hour, { events: 1 })));
      const ofStep = async (stepMs: number) =>
        (await store().tallies(query({ stepMs }))).buckets.map(({ at, counts }) => [
          (at - day) / hourMs,
          counts.events,
        ]);
      expect(await ofStep(6 * hourMs)).toEqual([
        [0, 2],
        [6, 1],
        [18, 1],
      ]);
      expect(await ofStep(dayMs)).toEqual([[0, 4]]);
    });

    it('are of the teams and services that are asked for', async () => {
      await count(
        store(),
        aTally(1, { events: 1 }),
        aTally(1, { events: 2 }, { team: 'pay' }),
        aTally(1, { events: 4 }, { team: null, service: null }),
        aTally(1, { events: 8 }, { service: 'search' })
      );
      const events = async (filter: Partial<TallyQuery>) =>
        (await store().tallies(query(filter))).buckets[0]?.counts.events ?? 0;
      expect(await events({})).toBe(15);
      expect(await events({ team: ['shop'] })).toBe(9);
      expect(await events({ team: ['shop', 'pay'] })).toBe(11);
      expect(await events({ team: ['shop'], service: ['cart'] })).toBe(1);
      expect(await events({ service: ['nobody'] })).toBe(0);
      expect((await store().tallies(query({ team: ['pay'] }))).names).toMatchObject([{ counts: { events: 2 } }]);
    });

    it('name those rules with most events, the first by name where they have as many', async () => {
      await count(
        store(),
        ...['d', 'b', 'c', 'a'].map((name) => aTally(2, { events: name === 'd' ? 2 : 1 }, { name }))
      );
      expect((await store().tallies(query({ names: 3 }))).names.map(({ name }) => name)).toEqual(['d', 'a', 'b']);
    });

    it('count rules over whole days', async () => {
      await count(store(), aTally(1, { events: 1 }), aTally(20, { events: 2 }));
      const { buckets, names } = await store().tallies(query({ from: day + 10 * hourMs, to: day + 19 * hourMs }));
      expect(buckets).toEqual([]);
      expect(names.map(({ counts }) => counts.events)).toEqual([3]);
    });

    it('are not of a change that was refused', async () => {
      await store().commit(aChange({ alerts: [anAlert('a1')] }));
      const refused = aChange({ alerts: [anAlert('a1')], tallies: [aTally(1, { events: 1 })] });
      expect((await store().commit(refused)).conflicts).toEqual(['a1']);
      expect((await store().tallies(query())).buckets).toEqual([]);
    });
  });
};
