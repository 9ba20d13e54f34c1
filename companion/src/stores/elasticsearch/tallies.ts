import { randomUUID } from 'node:crypto';
import type { estypes } from '@elastic/elasticsearch';
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
import type { Bulk } from './bulk.js';
import type { DailyIndices } from './daily-indices.js';
import { allQueries } from './query-dsl.js';
import type { Reads } from './reads.js';

export interface Tallies {
  /** Kept until they are written together with others. */
  add(tallies: readonly Tally[]): void;
  sum(query: TallyQuery): Promise<TallySums>;
  /** Writes what is kept; where that fails it stays for the next time. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

export interface TalliesDeps {
  /** The alias of all days. */
  index: string;
  daily: DailyIndices;
  bulk: Bulk;
  reads: Reads;
  onFailure: (error: unknown) => void;
}

const flushMs = 5000;
/** Kept while Elasticsearch is away; an hour has a few thousand combinations of rule, service and team. */
const maxKept = 200_000;

type Sums = Partial<Record<string, { value: number }>>;
type Bucket = Sums & { key: number | string };
/** A document on its way. */
interface BulkItem {
  action: { create: { _index: string; _id: string } };
  body: object;
}

interface Answer {
  hours: { buckets: Bucket[] };
  names: { buckets: Bucket[] };
}

const sums: Record<string, estypes.AggregationsAggregationContainer> = Object.fromEntries(
  reportMeasures.map((measure) => [measure, { sum: { field: measure } }])
);
const countsOf = (bucket: Sums): ReportCounts => {
  const counts = noCounts();
  addCounts(counts, Object.fromEntries(reportMeasures.map((measure) => [measure, bucket[measure]?.value ?? 0])));
  return counts;
};
const among = (field: string, values: readonly string[] | undefined): estypes.QueryDslQueryContainer[] =>
  values && values.length > 0 ? [{ terms: { [field]: [...values] } }] : [];
const between = (from: number, to: number): estypes.QueryDslQueryContainer => ({
  range: { hour: { gte: from, lt: to } },
});

/**
 * Counts for reports: every few seconds a document for each rule, service and team of which something was counted, and sums over them when they are
 * asked for. Documents are only added: to count up in place would need scripts, and would count twice where an answer is lost.
 */
export const createTallies = ({ index, daily, bulk, reads, onFailure }: TalliesDeps): Tallies => {
  let kept: Tally[] = [];
  /** Sent, and perhaps not taken: they are sent again under the same ids, so that what had been taken adds nothing. */
  let unsure: BulkItem[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  const write = async (): Promise<void> => {
    const added = summed(kept, ({ at, team, service, name }) =>
      JSON.stringify([startOf(at, hourMs), team, service, name])
    );
    kept = [];
    const fresh = added.map(({ first: { at, team, service, name }, counts }) => ({
      action: { create: { _index: daily.at(at), _id: randomUUID() } },
      body: { hour: startOf(at, hourMs), team, service, name, ...counts },
    }));
    const items = [...unsure, ...fresh].slice(-maxKept);
    unsure = items;
    await daily.writing(
      items.map(({ action }) => action.create._index),
      () => bulk.write(items)
    );
    unsure = [];
  };
  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    // One after the other: who flushes while another does wants the newest written as well.
    writing = writing.catch(() => undefined).then(() => (kept.length + unsure.length === 0 ? undefined : write()));
    return writing;
  };
  const schedule = (): void => {
    timer ??= setTimeout(() => {
      flush().catch((error: unknown) => {
        onFailure(error);
        schedule();
      });
    }, flushMs).unref();
  };

  return {
    add: (tallies) => {
      if (tallies.length > 0) {
        kept.push(...tallies);
        schedule();
      }
    },
    flush,
    stop: () => flush().catch(onFailure),
    sum: async ({ from, to, stepMs, team, service, names }) => {
      await flush();
      // Reports are asked for seldom, so that they may well show what other companions have counted.
      await reads.refresh('tallies', index);
      const filter = [...among('team', team), ...among('service', service)];
      const { aggregations: counted } = await reads.aggregate<{ hours: Answer['hours'] }>('tallies', {
        index,
        query: allQueries([between(from, to), ...filter]),
        aggs: {
          hours: {
            histogram: { field: 'hour', interval: stepMs, min_doc_count: 1 },
            aggs: sums,
          },
        },
      });
      const { aggregations: top } = await reads.aggregate<{ names: Answer['names'] }>('tallies', {
        index,
        query: allQueries([between(startOf(from, dayMs), startOf(to - 1, dayMs) + dayMs), ...filter]),
        aggs: {
          names: {
            terms: { field: 'name', size: Math.max(1, names), order: [{ events: 'desc' }, { _key: 'asc' }] },
            aggs: sums,
          },
        },
      });
      return {
        buckets: counted.hours.buckets.map((bucket) => ({ at: Number(bucket.key), counts: countsOf(bucket) })),
        names: top.names.buckets
          .slice(0, names)
          .map((bucket) => ({ name: String(bucket.key), counts: countsOf(bucket) })),
      };
    },
  };
};
