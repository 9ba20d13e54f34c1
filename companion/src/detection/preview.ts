import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Anomaly, DetectorPreview, DetectorPreviewRequest, DetectorSpec, Series } from '@watchroom/contract';
import type { Clock } from '../clock.js';
import type { SeriesPoints, TimeseriesStore } from '../stores/timeseries/timeseries-store.js';
import { createBandRecorder, type BandRecorder } from './band-recorder.js';
import { effectAt, type Heeding } from './heeding.js';
import { judgeHeeding } from './judge-heeding.js';
import { missingSince } from './missing-data.js';
import { previewPeers } from './preview-peers.js';
import { readPreview } from './preview-points.js';
import { comeAndGo } from './silence-watch.js';
import type { Sources } from './sources/types.js';
import { createWatched, missingAnomaly, type Watched } from './watched-series.js';

const WEEK = 7 * 86_400_000;
const POINTS_PER_TURN = 20_000;
/** Points of a band; a panel has no more pixels. */
const BAND_POINTS = 1000;
const MOST_ANOMALIES = 2000;

interface Looked {
  series: Series;
  watched: Watched;
  recorder: BandRecorder;
  anomalies: Map<string, Anomaly>;
}

/** What scores the points of a preview, a part of the time after another. */
const createScoring = (request: { spec: DetectorSpec; from: number; to: number }, heeding: Heeding) => {
  const { spec, from, to } = request;
  const looked = new Map<string, Looked>();

  /** A silence up to `now`, over at `endsAt`, as the clock of a running detector would have told it. */
  const noteSilence = ({ series, watched, anomalies }: Looked, now: number, endsAt: number | null): void => {
    const silence = spec.kind === 'baseline' ? missingAnomaly(spec, watched, now, from) : null;
    if (silence && !effectAt(heeding, series, now).quiet) {
      anomalies.set(silence.id, { ...silence, endsAt });
    }
  };

  const open = (series: Series): Looked => {
    const watched = createWatched(spec, series);
    const recorder = createBandRecorder({ from, to, rows: BAND_POINTS });
    const { judge } = watched;
    watched.judge = {
      ...judge,
      observe: (time, value, into) => {
        noteSilence(one, time, time);
        judge.observe(time, value, into);
        recorder.record(time, value, into);
      },
    };
    const one = { series, watched, recorder, anomalies: new Map<string, Anomaly>() };
    looked.set(series.id, one);
    return one;
  };

  return {
    looked,
    /** Points before `from` are learnt only, as a detector that starts then would. */
    take: ({ series, points }: SeriesPoints, isHistory: boolean): void => {
      const one = looked.get(series.id) ?? open(series);
      const note = (anomaly: Anomaly): void => void one.anomalies.set(anomaly.id, anomaly);
      judgeHeeding(spec, one.watched, points, heeding, isHistory ? undefined : note);
    },
    begin: (): void => looked.forEach(({ watched }) => watched.judge.adopt(false)),
    /** Who has been silent up to the end has no points that would tell. */
    end: (): void => {
      const all = [...looked.values()];
      const gone = all.filter(({ watched }) => missingSince(watched.reporting, to, from) !== null);
      if (!comeAndGo({ reporting: all.length - gone.length, gone: gone.length })) {
        gone.forEach((one) => noteSilence(one, to, null));
      }
    },
  };
};

/**
 * What a detector would have found over [from, to), by the same judging and tracking as the running detector, over points that may be
 * averaged where there are many (see `readPreview`). Lets the event loop have its turn; rejects soon after `signal` is aborted.
 */
export const previewDetector = async (
  deps: {
    store: Pick<TimeseriesStore, 'read' | 'findSeries'>;
    clock: Clock;
    sources: Pick<Sources, 'preview'> | null;
    heedingOf: (spec: DetectorSpec) => Heeding;
  },
  { spec, maxSeries, ...asked }: DetectorPreviewRequest,
  signal: AbortSignal
): Promise<DetectorPreview> => {
  // Nothing is stored beyond now.
  const range = { from: asked.from, to: Math.max(asked.from + 1, Math.min(asked.to, deps.clock.now() + 60_000)) };
  const heeding = deps.heedingOf(spec);
  const scoring = createScoring({ spec, ...range }, heeding);
  const { seriesCount, slices } = await readPreview(deps, { spec, maxSeries, ...range });
  let hasBegun = false;
  let sinceTurn = 0;
  for await (const { isHistory, slice } of slices) {
    if (!isHistory && !hasBegun) {
      hasBegun = true;
      scoring.begin();
    }
    for (const one of slice) {
      signal.throwIfAborted();
      scoring.take(one, isHistory);
      sinceTurn += one.points.times.length;
      if (sinceTurn > POINTS_PER_TURN) {
        sinceTurn = 0;
        await nextTurn();
      }
    }
  }
  signal.throwIfAborted();
  scoring.end();
  const shown = new Set(scoring.looked.keys());
  if (spec.query === null) {
    for (const anomaly of await previewPeers({ store: deps.store, heeding }, { spec, ...range, shown }, signal)) {
      scoring.looked.get(anomaly.seriesId)?.anomalies.set(anomaly.id, anomaly);
    }
  }
  const found = [...scoring.looked.values()].sort((a, b) => b.anomalies.size - a.anomalies.size);
  const anomalies = found.flatMap((one) => [...one.anomalies.values()]).sort((a, b) => b.startsAt - a.startsAt);
  return {
    bands: found.map(({ series, watched, recorder }) => ({
      series,
      ...recorder.columns(),
      baseline: watched.judge.baseline(),
    })),
    anomalies: anomalies.slice(0, MOST_ANOMALIES),
    seriesCount,
    anomaliesPerWeek: anomalies.length / ((range.to - range.from) / WEEK),
  };
};
