import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { drilldownQuery } from '@watchroom/contract';
import { drillDown } from '../companion/src/rootcause/drilldown/drilldown.js';
import { createTimeseriesStore } from '../companion/src/stores/timeseries/create-timeseries-store.js';
import type { DataStore } from '../companion/src/stores/timeseries/data-store.js';

const minute = 60_000;
const step = minute;
const length = 10 * minute;
const hour = 60 * minute;
const seriesCount = 2000;
const trialsOfKind = 6;

type Labels = Record<string, string>;
type Kind = 'one label' | 'small label' | 'pair' | 'one series' | 'amid a rise' | 'ratio' | 'none';
const kinds: readonly Kind[] = ['one label', 'small label', 'pair', 'one series', 'amid a rise', 'ratio', 'none'];

/** Random numbers (0..1) that are the same in each run: mulberry32. */
const random = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** Labels as services have them; `cluster` lies within `region`, `instance` is each series' own. */
const labelsOf = (next: () => number): Labels[] => {
  const pick = (prefix: string, count: number): string => `${prefix}${Math.floor(count * next() ** 1.5)}`;
  return Array.from({ length: seriesCount }, (_, index) => {
    const region = pick('region-', 5);
    return {
      region,
      cluster: `${region}-${pick('c', 3)}`,
      version: pick('v', 4),
      customer: pick('customer-', 40),
      endpoint: pick('/e', 12),
      instance: `i${index}`,
    };
  });
};

const holds = (labels: Labels, cause: Labels): boolean =>
  Object.entries(cause).every(([label, value]) => labels[label] === value);

/** The cause of a trial, from the labels of one series, so that there is one; for pairs with enough series to matter. */
const causeOf = (kind: Kind, all: readonly Labels[], next: () => number): Labels => {
  const of = (...labels: string[]): Labels => {
    for (;;) {
      const chosen = all[Math.floor(next() * all.length)] ?? {};
      const cause = Object.fromEntries(labels.map((label) => [label, chosen[label] ?? '']));
      if (labels.includes('instance') || all.filter((one) => holds(one, cause)).length >= 20) {
        return cause;
      }
    }
  };
  switch (kind) {
    case 'one label':
    case 'amid a rise':
      return next() < 0.5 ? of('region') : of('version');
    case 'small label':
    case 'ratio':
      return next() < 0.5 ? of('customer') : of('endpoint');
    case 'pair':
      return next() < 0.5 ? of('region', 'version') : of('endpoint', 'version');
    case 'one series':
      return of('instance');
    case 'none':
      return {};
  }
};

interface Trial {
  kind: Kind;
  name: string;
  cause: Labels;
}

/**
 * Writes both windows of a trial: noise of 10 to 30 % a point, levels of series 1 to 1,000, and in the later one
 * the planted cause, which moves the whole by 3 to 30 %.
 */
const fill = async (store: DataStore, trial: Trial, all: readonly Labels[], start: number, next: () => number) => {
  const { kind, name, cause } = trial;
  const rise = kind === 'amid a rise' || kind === 'none' ? 1.3 : 1;
  const times = Array.from({ length: (2 * length) / step }, (_, index) => start + index * step);
  const sizes = all.map(() => 10 ** (3 * next() ** 2));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const sizeOf = (labels: Labels, index: number): number =>
    kind === 'one series' && holds(labels, cause) ? total / 100 : (sizes[index] ?? 1);
  const held = all.reduce((sum, labels, index) => sum + (holds(labels, cause) ? sizeOf(labels, index) : 0), 0);
  const factor = kind === 'none' ? 1 : 1 + ((0.03 + 0.27 * next()) * total) / held;
  const write = (metric: string, valueOf: (size: number, hit: boolean) => number) =>
    store.insert(
      all.map((labels, index) => {
        const size = sizeOf(labels, index);
        const noise = 0.1 + 0.2 * next();
        const hit = kind !== 'none' && holds(labels, cause);
        const values = times.map((at) => {
          const later = at >= start + length;
          return valueOf(size, hit && later) * (later ? rise : 1) * (1 + noise * (2 * next() - 1));
        });
        return { name: metric, labels, times, values };
      })
    );
  if (kind === 'ratio') {
    await write(`${name}_requests`, (size) => size);
    await write(name, (size, hit) => size * 0.01 * (hit ? factor : 1));
  } else {
    await write(name, (size, hit) => size * (hit ? factor : 1));
  }
};

const sameLabels = (a: Labels, b: Labels): boolean => Object.keys(a).length === Object.keys(b).length && holds(a, b);

/**
 * How often the planted cause comes first among label values and pairs of 2,000 series of six labels (chDB), by kind of cause; where
 * none is planted, how often nothing is said to stand out. Times: from the question to the answer, charts included.
 */
export async function run(): Promise<Record<string, number>> {
  const folder = await mkdtemp(join(tmpdir(), 'watchroom-drilldown-'));
  const now = Math.floor(Date.now() / hour) * hour;
  const start = now - 2 * length;
  const store = createTimeseriesStore({
    clickhouse: null,
    dataDir: folder,
    retentionDays: 30,
    logger: { info: () => undefined },
    registry: new Registry(),
    clock: { now: () => now },
  });
  const figures: Record<string, number> = { series: seriesCount, trials_of_a_kind: trialsOfKind };
  const took: number[] = [];
  try {
    await store.open();
    for (const [row, kind] of kinds.entries()) {
      let right = 0;
      let inThree = 0;
      for (let trial = 0; trial < trialsOfKind; trial++) {
        const next = random(1000 * row + trial + 1);
        const all = labelsOf(next);
        const planted: Trial = { kind, name: `drill_${row}_${trial}`, cause: causeOf(kind, all, next) };
        await fill(store, planted, all, start, next);
        const began = performance.now();
        const found = await drillDown(
          store,
          drilldownQuery.parse({
            match: planted.name,
            ...(kind === 'ratio' && { per: `${planted.name}_requests` }),
            from: new Date(start + length).toISOString(),
            to: new Date(now).toISOString(),
          }),
          now
        );
        took.push(performance.now() - began);
        const explaining = found.slices.filter(({ explains }) => explains).map(({ labels }) => labels);
        const place = explaining.findIndex((labels) => sameLabels(labels, planted.cause));
        right += kind === 'none' ? Number(!found.standsOut) : Number(place === 0);
        inThree += Number(place >= 0 && place < 3);
      }
      const key = kind.replaceAll(' ', '_');
      figures[kind === 'none' ? 'nothing_said_where_none' : `${key}_first`] = right / trialsOfKind;
      if (kind !== 'none') {
        figures[`${key}_in_three`] = inThree / trialsOfKind;
      }
    }
    took.sort((a, b) => a - b);
    figures['median_ms'] = Math.round(took[Math.floor(took.length / 2)] ?? 0);
    figures['worst_ms'] = Math.round(took.at(-1) ?? 0);
    return figures;
  } finally {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}
