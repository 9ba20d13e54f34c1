import { describe, expect, it } from 'vitest';
import { manualClock } from '../../clock.js';
import { createSeriesCatalogue, timeText } from './series-catalogue.js';
import { seriesIdOf } from './series-id.js';

describe('series id', () => {
  it('is the same for any order of labels and without empty ones, and never for others', () => {
    const id = seriesIdOf('up', { a: '1', b: '2' });
    // Stored data depends on it: it must never change.
    expect(id).toBe('5047ba34872e19d1');
    expect(seriesIdOf('up', { b: '2', c: '', a: '1' })).toBe(id);
    for (const other of [
      seriesIdOf('up', { a: '12' }),
      seriesIdOf('up', { a: '1', b2: '' }),
      seriesIdOf('up1:a', { b: '2' }),
    ]) {
      expect(other).not.toBe(id);
    }
    expect(seriesIdOf('x', { a: 'b1:c' })).not.toBe(seriesIdOf('x', { a: 'b', c: '' }));
  });
});

describe('series catalogue', () => {
  const up = { name: 'up', labels: { a: '1', none: '' }, unit: null };

  it('asks for a row until it is written, then once a day and when the unit changes', () => {
    const clock = manualClock(Date.UTC(2026, 10, 23, 12));
    const catalogue = createSeriesCatalogue(clock);
    const first = catalogue.resolve(up);
    expect(first.missing?.row).toEqual([
      first.decimal,
      'up',
      { a: '1' },
      '',
      `${Date.UTC(2026, 10, 23, 12) / 1000}.000`,
    ]);
    expect(catalogue.resolve(up).missing).toBeDefined();
    first.missing?.written();
    expect(catalogue.resolve(up)).toMatchObject({ decimal: first.decimal });
    expect(catalogue.resolve(up).missing).toBeUndefined();
    expect(catalogue.resolve({ ...up, unit: 's' }).missing?.row[3]).toBe('s');
    clock.advance(12 * 3_600_000);
    expect(catalogue.resolve(up).missing).toBeDefined();
  });

  it('forgets series that were not seen for long, and nothing worse', () => {
    const catalogue = createSeriesCatalogue(manualClock(0), 2);
    const see = (name: string) => catalogue.resolve({ name, labels: {} });
    const { decimal } = see('a');
    see('a').missing?.written();
    ['b', 'c', 'd'].forEach(see);
    expect(see('a').missing).toBeUndefined();
    ['e', 'f', 'g', 'h'].forEach(see);
    expect(see('a')).toMatchObject({ decimal, missing: {} });
  });
});

describe('timeText', () => {
  it('has ten digits of seconds', () => {
    expect([0, 60_001, 1_790_000_000_123].map(timeText)).toEqual([
      '0000000000.000',
      '0000000060.001',
      '1790000000.123',
    ]);
  });
});
