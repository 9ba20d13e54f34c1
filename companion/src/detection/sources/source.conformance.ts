import type { DetectorQuery } from '@watchroom/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SourceError } from './source-error.js';
import type { SourceConnection, SourceSeries, TimeRange } from './types.js';

export const minute = 60_000;
/** A full hour, so that any step fits. */
export const start = Date.UTC(2026, 10, 1);
export const minutes = 240;

/** The world that each source holds: minute by minute, `null` where the source has NULL, NaN or nothing. */
export const world: Array<{ labels: Record<string, string>; values: Array<number | null> }> = [
  { labels: { host: 'web-1', zone: 'a' }, values: Array.from({ length: minutes }, (_, at) => at + 0.25) },
  { labels: { host: "o'web\\2", zone: 'ä"b' }, values: Array.from({ length: minutes }, (_, at) => 100 - at * 1e6) },
  {
    labels: { host: 'gappy', zone: 'a' },
    values: Array.from({ length: minutes }, (_, at) => (at % 3 === 0 ? null : at / 3)),
  },
];

export interface SourceHarness {
  /** A connection to the world; with `retries` counted. `password`: another than the right one. */
  connect(change?: { password?: string; timeoutMs?: number }): SourceConnection;
  query: DetectorQuery;
  /** One that the source refuses, and what the error then says. */
  wrongQuery: { query: DetectorQuery; says: RegExp };
  retries(): number;
  /** From now on nothing listens; until `up`. Absent where the source can't be taken down. */
  down?: () => Promise<void>;
  up?: () => Promise<void>;
  /** Queries that wait until `release`. Absent where they can't be held up. */
  holdUp?: () => { release: () => void };
  /** False where anybody may ask. */
  hasPassword: boolean;
  /** Ends what `make` has started. */
  close?: () => Promise<void>;
}

const collect = async (
  connection: SourceConnection,
  query: DetectorQuery,
  range: TimeRange
): Promise<Map<string, Pick<SourceSeries, 'times' | 'values' | 'labels'>>> => {
  const found = new Map<string, Pick<SourceSeries, 'times' | 'values' | 'labels'>>();
  for await (const part of connection.query(query, range)) {
    for (const { labels, times, values } of part) {
      const known = found.get(labels.host ?? '');
      found.set(labels.host ?? '', {
        labels,
        times: [...(known?.times ?? []), ...times],
        values: [...(known?.values ?? []), ...values],
      });
    }
  }
  return found;
};

const expected = (from: number, to: number) =>
  new Map(
    world.flatMap(({ labels, values }) => {
      const kept = values
        .map((value, at) => ({ time: start + at * minute, value }))
        .filter(({ time, value }) => value !== null && time >= from && time < to);
      return kept.length === 0
        ? []
        : [[labels.host, { labels, times: kept.map(({ time }) => time), values: kept.map(({ value }) => value) }]];
    })
  );

const failure = async (connection: SourceConnection, query: DetectorQuery): Promise<SourceError> => {
  const error: unknown = await collect(connection, query, { from: start, to: start + 10 * minute }).then(
    () => null,
    (caught: unknown) => caught
  );
  expect(error).toBeInstanceOf(SourceError);
  return error as SourceError;
};

/** What every source must do. `make` is called once. */
export const sourceConformance = (name: string, make: () => Promise<SourceHarness>): void => {
  describe(`source: ${name}`, () => {
    let harness: SourceHarness;
    let connection: SourceConnection;
    beforeAll(async () => {
      harness = await make();
      connection = harness.connect();
    }, 60_000);
    afterAll(async () => {
      await connection.close();
      await harness.close?.();
    });
    const read = (from: number, to: number) => collect(connection, harness.query, { from, to });

    it('answers all points with their labels, without what is no number', async () => {
      expect(await read(start - minute, start + minutes * minute)).toEqual(expected(start, start + minutes * minute));
    });

    it('takes a range with its start and without its end', async () => {
      const [from, to] = [start + 7 * minute, start + 12 * minute];
      expect(await read(from, to)).toEqual(expected(from, to));
      expect(await read(from, from + minute)).toEqual(expected(from, from + minute));
    });

    it('has nothing to say of a time before the world', async () => {
      expect(await read(start - 60 * minute, start)).toEqual(new Map());
    });

    it('says why a query is refused', async () => {
      const error = await failure(connection, harness.wrongQuery.query);
      expect(error.message).toMatch(harness.wrongQuery.says);
      expect(error.message.length).toBeLessThan(500);
      expect(error.tooMuch).toBe(false);
    });

    it('says that credentials are refused, without showing them', async ({ skip }) => {
      if (!harness.hasPassword) {
        skip();
      }
      const other = harness.connect({ password: 'not-this-secret' });
      const error = await failure(other, harness.query);
      expect(error.message).toMatch(/credentials|Authentication/);
      expect(`${error.message}${error.stack ?? ''}`).not.toContain('not-this-secret');
      await other.close();
    });

    it('gives up after the timeout, and a shorter range may do', async ({ skip }) => {
      if (!harness.holdUp) {
        skip();
      }
      const { release } = harness.holdUp?.() ?? { release: () => undefined };
      const hasty = harness.connect({ timeoutMs: 50 });
      const error = await failure(hasty, harness.query);
      expect(error.message).toMatch(/did not answer within 0.05 s/);
      expect(error.tooMuch).toBe(true);
      release();
      await hasty.close();
    });

    it('can be broken off', async ({ skip }) => {
      if (!harness.holdUp) {
        skip();
      }
      const { release } = harness.holdUp?.() ?? { release: () => undefined };
      const stop = new AbortController();
      const range = { from: start, to: start + minute };
      const asked = connection.query(harness.query, range, stop.signal)[Symbol.asyncIterator]().next();
      stop.abort(new Error('enough'));
      await expect(asked).rejects.toThrow();
      release();
    });

    it('tries again while the source is down, says so, and works once it is back', async ({ skip }) => {
      if (!harness.down) {
        skip();
      }
      await harness.down?.();
      const before = harness.retries();
      const error = await failure(connection, harness.query);
      expect(error.message).toMatch(/can't be reached: .*(ECONNREFUSED|ECONNRESET|hang up|closed)/);
      expect(error.tooMuch).toBe(false);
      expect(harness.retries() - before).toBe(2);
      await harness.up?.();
      expect(await read(start, start + minute)).toEqual(expected(start, start + minute));
    });
  });
};
