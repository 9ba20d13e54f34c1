import { describe, expect, it } from 'vitest';
import { times } from '../../../test/stores/alert-documents.js';
import { DocumentConflict } from '../alert-store.js';
import { idsOf, useStore, type OpenedStore } from './harness.conformance.js';

/** What both stores promise of documents that people make. */
export const describeDocuments = (open: () => Promise<OpenedStore>): void => {
  describe('documents', () => {
    const harness = useStore(open);
    const odd = { labels: { '': 'a', 'a..b': '\u0000"é😀' }, list: [1, null, true], deep: { x: 1e-300 } };

    it('gives back what was put, by id and in lists, each kind apart, also after a restart', async () => {
      const store = harness.store();
      expect(await store.getDocument('silence', 'a')).toBeNull();
      expect(await store.listDocuments('silence')).toEqual([]);
      const version = await store.putDocument('silence', 'a', odd, null);
      const other = await store.putDocument('route', 'a', { other: true }, null);
      await store.putDocument('silence', 'Ä/ü?#%', 'text', null);
      const again = await harness.reopen();
      expect(await again.getDocument('silence', 'a')).toEqual({ id: 'a', version, body: odd });
      expect(await again.listDocuments('route')).toEqual([{ id: 'a', version: other, body: { other: true } }]);
      expect(idsOf(await again.listDocuments('silence'))).toEqual(['a', 'Ä/ü?#%']);
    });

    it('replaces the version that the caller knows, and no other', async () => {
      const store = harness.store();
      const first = await store.putDocument('k', 'd', 1, null);
      await expect(store.putDocument('k', 'd', 2, null)).rejects.toThrow(DocumentConflict);
      const second = await store.putDocument('k', 'd', 2, first);
      expect(second).toBeGreaterThan(first);
      await expect(store.putDocument('k', 'd', 3, first)).rejects.toThrow(/k "d" was changed/);
      await expect(store.putDocument('k', 'none', 3, first)).rejects.toThrow(DocumentConflict);
      expect(await store.listDocuments('k')).toEqual([{ id: 'd', version: second, body: 2 }]);
    });

    it('deletes the version that the caller knows; a version never comes twice', async () => {
      const store = harness.store();
      const first = await store.putDocument('k', 'd', 1, null);
      const second = await store.putDocument('k', 'd', 2, first);
      await expect(store.deleteDocument('k', 'd', first)).rejects.toThrow(DocumentConflict);
      await store.deleteDocument('k', 'd', second);
      await store.deleteDocument('k', 'd', second);
      expect(await store.listDocuments('k')).toEqual([]);
      expect(await store.getDocument('k', 'd')).toBeNull();
      const third = await store.putDocument('k', 'd', 3, null);
      expect(third).toBeGreaterThan(second);
      await expect(store.deleteDocument('k', 'd', second)).rejects.toThrow(DocumentConflict);
    });

    it('lets one of many writers win', async () => {
      const store = harness.store();
      const known = await store.putDocument('k', 'd', 0, null);
      const tries = await Promise.allSettled(times(8, (n) => store.putDocument('k', 'd', n, known)));
      expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const lost = tries.filter((one) => one.status === 'rejected');
      expect(lost.every(({ reason }) => reason instanceof DocumentConflict)).toBe(true);
    });

    it('lists more than one portion, by id', async () => {
      const store = harness.store();
      const ids = times(1100, (n) => `d${String(n).padStart(5, '0')}`);
      await Promise.all(ids.map((id) => store.putDocument('k', id, id, null)));
      expect(idsOf(await store.listDocuments('k'))).toEqual(ids);
    });
  });
};
