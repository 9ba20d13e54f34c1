import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Anomaly, DetectorSpec } from '@watchroom/contract';
import type { SeriesPoints, TimeseriesStore } from '../stores/timeseries/timeseries-store.js';
import { stepFor } from './bands-history.js';
import type { Heeding } from './heeding.js';
import { inTime } from './in-time.js';
import { noteReport } from './missing-data.js';
import { createPeerGroups } from './peer-groups.js';
import { MAX_SERIES, readSlices } from './read-slices.js';
import { PEER_HISTORY } from './warm-up.js';
import { createWatched, type Watched } from './watched-series.js';

/** Averages of this step come from rollups. */
const COARSE = 5 * 60_000;
/** Averages compared in all: a second of work. */
const MOST_POINTS = 400_000;
const VALUES_PER_TURN = 20_000;
const PATIENCE = 20_000;

/** The points of a slice by their moments, in order of time. */
const byMoment = (slice: readonly SeriesPoints[]): Array<[number, Array<[SeriesPoints['series'], number]>]> => {
  const moments = new Map<number, Array<[SeriesPoints['series'], number]>>();
  for (const { series, points } of slice) {
    points.times.forEach((time, index) => {
      const moment = moments.get(time) ?? [];
      moment.push([series, points.values[index] ?? NaN]);
      moments.set(time, moment);
    });
  }
  return [...moments].sort(([a], [b]) => a - b);
};

const upTo = ({ series, points }: SeriesPoints, end: number): SeriesPoints => {
  const count = points.times.findIndex((time) => time >= end);
  const { times, values } = points;
  return { series, points: count < 0 ? points : { times: times.slice(0, count), values: values.slice(0, count) } };
};

/**
 * Whom a detector would have seen stand apart from its peers over [from, to): of the stored series `shown`, compared with all that match.
 * Looks at averages over 5 minutes, or over as long as keeps 400,000 of them, so that what is short is not seen; none where the detector
 * compares no peers.
 */
export const previewPeers = async (
  deps: {
    store: Pick<TimeseriesStore, 'read' | 'findSeries'>;
    heeding: Heeding;
  },
  range: { spec: DetectorSpec; from: number; to: number; shown: ReadonlySet<string> },
  signal: AbortSignal
): Promise<Anomaly[]> => {
  const { store, heeding } = deps;
  const { spec, from, to, shown } = range;
  const found = new Map<string, Anomaly>();
  const note = (anomaly: Anomaly): void => {
    if (shown.has(anomaly.seriesId)) {
      found.set(anomaly.id, anomaly);
    }
  };
  const peers = createPeerGroups({ config: spec, heeding, note });
  if (peers === null || shown.size === 0) {
    return [];
  }
  const { matchers } = spec;
  const { length } = await inTime(store.findSeries(matchers, MAX_SERIES), PATIENCE, 'finding series');
  const begin = from - PEER_HISTORY;
  const step = Math.max(COARSE, stepFor(to - begin, MOST_POINTS / Math.max(1, length)));
  const watched = new Map<string, Watched>();
  let sinceTurn = 0;
  const first = Math.floor(begin / step) * step;
  for await (const slice of readSlices(store, { matchers, from: first, to, step, purpose: 'page' })) {
    peers.learn(slice.map((one) => upTo(one, from)));
    for (const [time, values] of byMoment(slice)) {
      if (time < from) {
        continue;
      }
      for (const [series, value] of values) {
        const entry = watched.get(series.id) ?? createWatched(spec, series);
        watched.set(series.id, entry);
        Object.assign(entry, { lastTime: time, lastValue: value });
        noteReport(entry.reporting, time);
      }
      peers.look(watched, time);
      sinceTurn += watched.size;
      if (sinceTurn > VALUES_PER_TURN) {
        sinceTurn = 0;
        await nextTurn();
        signal.throwIfAborted();
      }
    }
  }
  return [...found.values()];
};
