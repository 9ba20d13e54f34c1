import type { Alert, Anomaly, CauseMoment } from '@watchroom/contract';
import type { ChangeEvent } from './changes-nearby.js';
import { whatMoved } from './explain.js';
import { seriesService } from './incident-scope.js';
import { sourceOf } from './metric-kind.js';
import type { RankedCause, Ranking } from './rank.js';
import { namedShift, type WeighedShift } from './service-score.js';

/** What is laid beside the ranking; empty where a source has nothing. */
export interface MomentSources {
  alerts: readonly Alert[];
  anomalies: readonly Anomaly[];
  changes: readonly ChangeEvent[];
}

/** More than this of one kind can't be told apart on one axis: the nearest to the onset stay. */
const mostOfKind = 40;
/** Candidates whose metrics are shown. */
const metricsOf = 10;
/** As `estimateOnset` judges. */
const outsideAfter = 3;

/** When a burst was over: the step after the last that was outside; null where the last of all was. */
const burstEnd = ({ series, normal }: WeighedShift, from: number, until: number): number | null => {
  const last = series.times.findLastIndex(
    (at, index) =>
      at >= from && at < until && (series.values[index] as number) > normal.level + outsideAfter * normal.spread
  );
  const next = series.times[last + 1];
  return last < 0 || next === undefined || next >= until ? null : next;
};

const logBursts = ({ shifts }: RankedCause, until: number): CauseMoment[] =>
  shifts.flatMap((shift) => {
    if (shift.kind !== 'logErrors' || shift.onsetAt === null || shift.change <= 0) {
      return [];
    }
    const end = burstEnd(shift, shift.onsetAt, until);
    return [
      {
        kind: 'log',
        at: shift.onsetAt,
        until: end,
        lasting: end === null,
        service: shift.service,
        title: whatMoved(shift, false),
        ref: null,
      },
    ];
  });

const metricOnset = (cause: RankedCause): CauseMoment[] => {
  const shift = namedShift(cause);
  if (shift.onsetAt === null || sourceOf(shift.kind) !== 'metric') {
    return [];
  }
  const title = whatMoved(shift, false);
  return [{ kind: 'metric', at: shift.onsetAt, until: null, lasting: false, service: cause.service, title, ref: null }];
};

const nearest = (moments: readonly CauseMoment[], onsetAt: number): CauseMoment[] =>
  [...moments].sort((a, b) => Math.abs(a.at - onsetAt) - Math.abs(b.at - onsetAt)).slice(0, mostOfKind);

/**
 * What happened from the beginning of the normal period to the end of what was looked at, in order of time: changes, onsets of the
 * candidates' metrics, anomalies of the services that were compared, the incident's alerts, bursts of log lines that tell of failure.
 */
export const momentsOf = (
  { causes, windows, onsetAt }: Pick<Ranking, 'causes' | 'windows' | 'onsetAt'>,
  { alerts, anomalies, changes }: MomentSources,
  services: ReadonlySet<string>
): CauseMoment[] => {
  const { normalFrom, until } = windows;
  const ofKind: CauseMoment[][] = [
    changes.map(({ at, service, kind, title }) => ({
      kind: 'change',
      at,
      until: null,
      lasting: false,
      service,
      title: `${kind}: ${title || 'a change'}`,
      ref: null,
    })),
    causes.slice(0, metricsOf).flatMap(metricOnset),
    anomalies
      .map((anomaly) => ({ anomaly, service: seriesService(anomaly.labels) }))
      .filter(({ service }) => services.has(service))
      .map(({ anomaly: { id, startsAt, endsAt, metric, reason }, service }) => ({
        kind: 'anomaly',
        at: startsAt,
        until: endsAt,
        lasting: endsAt === null,
        service,
        title: `${metric}: ${reason}`,
        ref: id,
      })),
    alerts.map(({ id, startsAt, endsAt, status, service, name }) => ({
      kind: 'alert',
      at: startsAt,
      until: endsAt,
      lasting: status === 'firing',
      service: service ?? '',
      title: name,
      ref: id,
    })),
    causes.flatMap((cause) => logBursts(cause, until)),
  ];
  const touches = (moment: CauseMoment): boolean =>
    moment.at < until && (moment.lasting || Math.max(moment.at, moment.until ?? moment.at) >= normalFrom);
  return ofKind
    .flatMap((moments) => nearest(moments.filter(touches), onsetAt))
    .sort((a, b) => a.at - b.at || a.title.localeCompare(b.title));
};
