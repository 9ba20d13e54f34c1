import { describe, expect, it } from 'vitest';
import { aChange, anAlert, anEvent, times } from '../../../test/stores/alert-documents.js';
import { InvalidCursor, SequenceTaken } from '../alert-store.js';
import { idsOf, useStore, type OpenedStore } from './harness.conformance.js';

const seqsOf = (events: Array<{ seq: number }>): number[] => events.map(({ seq }) => seq);

/** What both stores promise of accepted events. */
export const describeJournal = (open: () => Promise<OpenedStore>): void => {
  describe('events', () => {
    const harness = useStore(open);

    it('has none at first', async () => {
      expect(await harness.store().lastSeq()).toBe(0);
      expect(await harness.store().pendingEvents(10)).toEqual([]);
      await harness.store().appendEvents([]);
      expect(await harness.store().lastSeq()).toBe(0);
    });

    it('gives back what was appended, in order of seq, also after a restart', async () => {
      const store = harness.store();
      const events = [
        anEvent(3),
        anEvent(1),
        anEvent(2, { labels: { '': 'x', '.': 'y', 'a..b': 'z', 'a.b': '1', a: '2' } }),
      ];
      await store.appendEvents(events);
      const inOrder = [...events].sort((a, b) => a.seq - b.seq);
      expect(await store.pendingEvents(10)).toEqual(inOrder);
      expect(await (await harness.reopen()).pendingEvents(10)).toEqual(inOrder);
      expect(await harness.store().lastSeq()).toBe(3);
    });

    it('keeps texts letter by letter', async () => {
      const odd = '\u0000 "quoted" \\ \n 😀 \ud800 %_* ſ';
      const events = [
        anEvent(1, {
          name: odd,
          service: odd,
          summary: 'x'.repeat(100_000),
          labels: { [`k${odd}`]: odd, long: '字'.repeat(40_000) },
        }),
        anEvent(2, { labels: { ['n'.repeat(40_000)]: 'v' }, service: null, endsAt: -62_135_596_800_000 }),
      ];
      await harness.store().appendEvents(events);
      expect(await harness.store().pendingEvents(10)).toEqual(events);
    });

    it('takes many calls at once and resolves each', async () => {
      const store = harness.store();
      await Promise.all(times(200, (n) => store.appendEvents([anEvent(n)])));
      expect(seqsOf(await store.pendingEvents(1000))).toEqual(times(200, (n) => n));
    });

    it('takes 1,000 events in one call and more than 1,000 pending ones', async () => {
      const store = harness.store();
      await store.appendEvents(times(1000, (n) => anEvent(n)));
      await store.appendEvents(times(1000, (n) => anEvent(1000 + n)));
      expect(seqsOf(await store.pendingEvents(5000))).toEqual(times(2000, (n) => n));
      expect(seqsOf(await store.pendingEvents(1500))).toEqual(times(1500, (n) => n));
      expect(await store.lastSeq()).toBe(2000);
    });

    it('keeps an event once, however often it is appended', async () => {
      const store = harness.store();
      await store.appendEvents([anEvent(1), anEvent(1)]);
      await Promise.all([store.appendEvents([anEvent(1), anEvent(2)]), store.appendEvents([anEvent(2)])]);
      expect(seqsOf(await store.pendingEvents(10))).toEqual([1, 2]);
    });

    it('does not bring an applied event back when it is appended again', async () => {
      const store = harness.store();
      await store.appendEvents([anEvent(1)]);
      await store.commit(aChange({ applied: [1] }));
      await store.appendEvents([anEvent(1)]);
      expect(await store.pendingEvents(10)).toEqual([]);
    });

    it('refuses a seq that another event holds, and leaves calls beside it alone', async () => {
      const store = harness.store();
      await store.appendEvents([anEvent(1)]);
      const [taken, good] = await Promise.allSettled([
        store.appendEvents([anEvent(1, { id: 'another' })]),
        store.appendEvents([anEvent(2)]),
      ]);
      expect(taken).toMatchObject({ status: 'rejected', reason: expect.any(SequenceTaken) as unknown });
      expect(good.status).toBe('fulfilled');
      expect(idsOf((await store.pendingEvents(10)).map(({ event }) => event))).toEqual([
        anEvent(1).event.id,
        anEvent(2).event.id,
      ]);
    });

    it('has no applied events pending, also after a restart, and still knows the last seq', async () => {
      const store = harness.store();
      await store.appendEvents(times(5, (n) => anEvent(n)));
      expect(await store.commit(aChange({ applied: [2, 4, 5] }))).toEqual({ conflicts: [] });
      expect(seqsOf(await store.pendingEvents(10))).toEqual([1, 3]);
      const again = await harness.reopen();
      expect(seqsOf(await again.pendingEvents(10))).toEqual([1, 3]);
      expect(seqsOf(await again.pendingEvents(1))).toEqual([1]);
      expect(await again.lastSeq()).toBe(5);
      await again.commit(aChange({ applied: [1, 3], alerts: [anAlert('a1')] }));
      expect(await again.pendingEvents(10)).toEqual([]);
      expect(await again.lastSeq()).toBe(5);
    });

    it('takes it that an applied seq is not known', async () => {
      expect(await harness.store().commit(aChange({ applied: [77] }))).toEqual({ conflicts: [] });
    });

    it('pages the events of one alert, newest first', async () => {
      const store = harness.store();
      await store.appendEvents(times(7, (n) => anEvent(n, { fingerprint: n === 4 ? 'other' : 'f1' })));
      const expected = [7, 6, 5, 3, 2, 1].map((n) => anEvent(n).event);
      expect((await store.eventsOf('f1', { limit: 10 })).total).toBe(6);
      expect(await store.eventsOf('f1', { limit: 6 })).toEqual({ items: expected, nextCursor: null, total: 6 });
      const first = await store.eventsOf('f1', { limit: 4 });
      expect(first).toMatchObject({ items: expected.slice(0, 4), total: 6 });
      const second = await store.eventsOf('f1', { limit: 4, cursor: first.nextCursor ?? '' });
      expect(second).toEqual({ items: expected.slice(4), nextCursor: null, total: 6 });
      await expect(store.eventsOf('other', { limit: 4, cursor: first.nextCursor ?? '' })).rejects.toThrow(
        InvalidCursor
      );
      expect(await store.eventsOf('nobody', { limit: 4 })).toEqual({ items: [], nextCursor: null, total: 0 });
    });
  });
};
