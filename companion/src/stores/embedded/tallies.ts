import { reportMeasures, type ReportCounts } from '@watchroom/contract';
import {
  addCounts,
  dayMs,
  hourMs,
  noCounts,
  startOf,
  summed,
  type Tally,
  type TallyQuery,
  type TallySums,
} from '../tallies.js';
import type { Bindable, EmbeddedDatabase } from './database.js';

export interface Tallies {
  /** Inside a transaction. */
  add(tallies: readonly Tally[]): void;
  sum(query: TallyQuery): TallySums;
}

/** `incidentMs` is `incident_ms`. */
const columns = reportMeasures.map((measure) => measure.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
const upsert = (table: string, keys: readonly string[]): string =>
  `INSERT INTO ${table} (${[...keys, ...columns].join(', ')})
   VALUES (${[...keys, ...columns].map(() => '?').join(', ')})
   ON CONFLICT DO UPDATE SET ${columns.map((column) => `${column} = ${column} + excluded.${column}`).join(', ')}`;

// Numbers are bound as floating point: divisions and limits need a cast.
const sums = columns.map((column) => `sum(${column}) AS ${column}`).join(', ');
/** Those of one field, or all where none is named. */
const oneOf = (field: string): string => `(? IS NULL OR ${field} IN (SELECT value FROM json_each(?)))`;
const filter = `${oneOf('team')} AND ${oneOf('service')}`;

type Row = Record<string, number>;
const countsOf = (row: Row): ReportCounts => {
  const counts = noCounts();
  addCounts(counts, Object.fromEntries(reportMeasures.map((measure, at) => [measure, row[columns[at] ?? ''] ?? 0])));
  return counts;
};

/**
 * Counts for reports: by hour for each team and service, and by day for each rule besides, so that a month of a large estate is read in
 * milliseconds. A team or service that is not known is the empty text.
 */
export const createTallies = (database: EmbeddedDatabase): Tallies => {
  const addHour = database.prepare(upsert('tallies_by_hour', ['hour', 'team', 'service']));
  const addDay = database.prepare(upsert('tallies_by_name', ['day', 'name', 'team', 'service']));
  const selectBuckets = database.prepare<Row & { at: number }>(
    `SELECT hour / CAST(? AS INTEGER) * CAST(? AS INTEGER) AS at, ${sums} FROM tallies_by_hour WHERE hour >= ? AND hour < ? AND ${filter} GROUP BY 1 ORDER BY 1`
  );
  const selectNames = database.prepare<Row & { name: string }>(
    `SELECT name, ${sums} FROM tallies_by_name WHERE day >= ? AND day < ? AND ${filter}
     GROUP BY name ORDER BY events DESC, name LIMIT CAST(? AS INTEGER)`
  );
  const valuesOf = (counts: ReportCounts): Bindable[] => reportMeasures.map((measure) => counts[measure]);
  return {
    add: (tallies) => {
      const placed = tallies.map((tally) => ({ ...tally, team: tally.team ?? '', service: tally.service ?? '' }));
      const hours = summed(placed, ({ at, team, service }) => JSON.stringify([startOf(at, hourMs), team, service]));
      for (const { first, counts } of hours) {
        addHour.run(startOf(first.at, hourMs), first.team, first.service, ...valuesOf(counts));
      }
      const days = summed(placed, ({ at, name, team, service }) =>
        JSON.stringify([startOf(at, dayMs), name, team, service])
      );
      for (const { first, counts } of days) {
        addDay.run(startOf(first.at, dayMs), first.name, first.team, first.service, ...valuesOf(counts));
      }
    },
    sum: ({ from, to, stepMs, team, service, names }) => {
      const wanted = [team, service].flatMap((values) => {
        const list = values && values.length > 0 ? JSON.stringify(values) : null;
        return [list, list];
      });
      const firstDay = startOf(from, dayMs);
      return {
        buckets: selectBuckets
          .all(stepMs, stepMs, from, to, ...wanted)
          .map((row) => ({ at: row.at, counts: countsOf(row) })),
        names: selectNames
          .all(firstDay, to, ...wanted, names)
          .map((row) => ({ name: row.name, counts: countsOf(row) })),
      };
    },
  };
};
