import type { Clock } from '../../clock.js';
import { decimalId, idOfKey, seriesKey, sortedLabels } from './series-id.js';
import type { SeriesSamples } from './timeseries-store.js';

interface KnownSeries {
  decimal: string;
  unit: string;
  /** UTC day on which its row was last written; -1 before the first time. */
  day: number;
}

/** A row of the table `series`: id, name, labels, unit, seen_at (seconds). */
export type SeriesRow = [string, string, Record<string, string>, string, string];

export interface ResolvedSeries {
  /** Its id as ClickHouse reads UInt64. */
  decimal: string;
  /** Set where ClickHouse may not have the series: to be written first, and `written` to be called then. */
  missing?: { row: SeriesRow; written: () => void };
}

export interface SeriesCatalogue {
  resolve(samples: Pick<SeriesSamples, 'name' | 'labels' | 'unit'>): ResolvedSeries;
}

const dayMs = 86_400_000;

/**
 * Remembers which series ClickHouse has, so that a row is written once a day and not with every sample. Once a day it is, as
 * retention drops series that nobody has seen. Two generations of `size` entries each bound its memory.
 */
export const createSeriesCatalogue = (clock: Clock, size = 100_000): SeriesCatalogue => {
  let young = new Map<string, KnownSeries>();
  let old = new Map<string, KnownSeries>();

  const lookUp = (key: string): KnownSeries => {
    let known = young.get(key);
    if (known === undefined) {
      known = old.get(key) ?? { decimal: decimalId(idOfKey(key)), unit: '', day: -1 };
      if (young.size >= size) {
        old = young;
        young = new Map();
      }
      young.set(key, known);
    }
    return known;
  };

  return {
    resolve: ({ name, labels, unit }) => {
      const known = lookUp(seriesKey(name, labels));
      const now = clock.now();
      const day = Math.floor(now / dayMs);
      const newUnit = unit ?? known.unit;
      if (known.day === day && known.unit === newUnit) {
        return known;
      }
      return {
        decimal: known.decimal,
        missing: {
          row: [known.decimal, name, Object.fromEntries(sortedLabels(labels)), newUnit, timeText(now)],
          written: () => {
            known.day = day;
            known.unit = newUnit;
          },
        },
      };
    },
  };
};

/** Milliseconds as ClickHouse reads `DateTime64(3)`: ten digits of seconds (fewer would be read as a calendar date). */
export const timeText = (ms: number): string => {
  const digits = String(Math.round(ms)).padStart(13, '0');
  return `${digits.slice(0, -3)}.${digits.slice(-3)}`;
};
