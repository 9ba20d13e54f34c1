import { FieldColorModeId, FieldType, type DataFrame, type Field } from '@grafana/data';
import type { Anomaly, Band } from '@watchroom/contract';
import { grafanaUnit } from '../metricValue';

/** Units of stored series in Grafana's words; as plugin/pkg/query has them. */
const units: Record<string, string> = {
  ratio: 'percentunit',
  seconds: 's',
  'bytes/s': 'binBps',
  'req/s': 'reqps',
  processes: 'short',
};

const column = (
  name: string,
  labels: Record<string, string>,
  values: Field['values'],
  config: Field['config']
): Field => ({
  name,
  type: FieldType.number,
  labels,
  config,
  values,
});

/** A band as the frame that Watchroom's datasource makes of it, which the anomaly panel can draw. */
export const bandFrame = (band: Band, refId: string): DataFrame => {
  const { name, labels, unit } = band.series;
  const shownUnit = unit === null ? grafanaUnit(name) : (units[unit] ?? unit);
  const config: Field['config'] = {
    color: { mode: FieldColorModeId.PaletteClassic },
    custom: {},
    ...(shownUnit !== null && { unit: shownUnit }),
  };
  const part = (band: string) => ({ ...labels, band });
  return {
    name,
    refId,
    length: band.times.length,
    meta: { custom: { baseline: band.baseline } },
    fields: [
      { name: 'time', type: FieldType.time, config: {}, values: band.times },
      column(name, labels, band.values, config),
      column('expected', part('expected'), band.expected, {}),
      column('lower', part('lower'), band.lower, {}),
      column('upper', part('upper'), band.upper, {}),
      column('score', part('score'), band.score, {}),
      column('is_anomaly', part('is_anomaly'), band.isAnomaly.map(Number), {}),
    ],
  };
};

/**
 * A band whose marks are these anomalies: a point is marked where an anomaly overlaps the time from it to the next, so that a short one
 * shows even where points are far apart.
 */
export const withAnomalies = (band: Band, anomalies: ReadonlyArray<Pick<Anomaly, 'startsAt' | 'endsAt'>>): Band => {
  const { times } = band;
  return {
    ...band,
    isAnomaly: times.map((time, i) => {
      const next = times[i + 1] ?? time + 1;
      return anomalies.some(
        ({ startsAt, endsAt }) =>
          startsAt < next && (endsAt === null || endsAt > time || endsAt === startsAt) && (endsAt ?? next) >= time
      );
    }),
  };
};
