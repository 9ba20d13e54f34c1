import type { ChangeEvent } from '@watchroom/contract';
import { describe, expect, it } from 'vitest';
import type { ChangeFilter, ChangeStore } from './change-store.js';

const minute = 60_000;

/** What every store does with changes, of about `start` (ms). Part of `timeseriesStoreConformance`. */
export const changesConformance = (store: () => ChangeStore, start: number): void => {
  describe('changes', () => {
    const change = (id: string, more: Partial<ChangeEvent> = {}): ChangeEvent => ({
      id,
      at: start,
      endsAt: null,
      kind: 'deploy',
      state: 'done',
      service: 'cart',
      environment: null,
      title: `Deploy ${id}`,
      description: '',
      version: null,
      previousVersion: null,
      by: null,
      url: null,
      source: 'generic',
      labels: {},
      updatedAt: start,
      ...more,
    });
    const find = async (filter: Partial<ChangeFilter> = {}) =>
      (await store().list({ from: start, to: start + 60 * minute, limit: 10, ...filter })).items.map(({ id }) => id);

    it('gives back what was saved, of any text, newest first', async () => {
      const odd = change('odd', {
        at: start + minute,
        endsAt: start + 2 * minute,
        kind: 'flag',
        state: 'failed',
        service: 'b\'"\\\t\n',
        environment: 'prod',
        title: "Grüße '; DROP TABLE changes; -- 🚀",
        description: 'a\nb',
        version: '1.2',
        previousVersion: '1.1',
        by: 'ada',
        url: 'https://x.example/1',
        source: 'github',
        labels: { 'a\'b"\\': '\t{z}' },
        updatedAt: start + 5,
      });
      await store().save([change('c1'), odd, change('all', { service: null, kind: 'config' })]);
      await store().save([]);
      const { items, total } = await store().list({ from: start, to: start + 60 * minute, limit: 1 });
      expect(items).toEqual([odd]);
      expect(total).toBe(3);
      expect(await find()).toEqual(['odd', 'all', 'c1']);
    });

    it('finds by service, kind, source and words', async () => {
      expect(await find({ services: ['cart'] })).toEqual(['c1']);
      expect(await find({ services: [] })).toEqual([]);
      expect(await find({ services: ['cart', 'b\'"\\\t\n'] })).toEqual(['odd', 'c1']);
      expect(await find({ kind: 'config' })).toEqual(['all']);
      expect(await find({ source: 'github' })).toEqual(['odd']);
      expect(await find({ text: 'grÜSSE 1.2' })).toEqual([]);
      expect(await find({ text: 'GRÜßE 1.2' })).toEqual(['odd']);
      expect(await find({ text: '%' })).toEqual([]);
    });

    it('knows what was under way in a window', async () => {
      expect(await find({ from: start + 2 * minute })).toEqual(['odd']);
      expect(await find({ from: start + 2 * minute + 1 })).toEqual([]);
      expect(await find({ to: start })).toEqual([]);
      expect(await store().names({ from: start, to: start + minute })).toEqual({
        services: ['cart'],
        sources: ['generic'],
      });
      expect(await store().names({ from: 0, to: 1 })).toEqual({ services: [], sources: [] });
    });

    it('keeps the latest word on a change, in whatever order they come, and each once', async () => {
      const done = change('twice', { state: 'done', endsAt: start + 3 * minute, updatedAt: start + 3 * minute });
      await store().save([done]);
      await store().save([change('twice', { state: 'running', updatedAt: start + minute }), done]);
      const { items } = await store().list({ from: start, to: start + minute, limit: 10, text: 'twice' });
      expect(items).toEqual([done]);
    });
  });
};
