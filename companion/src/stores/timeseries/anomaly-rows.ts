import { anomalyKind, severity as anySeverity, type Anomaly } from '@watchroom/contract';
import type { Connections } from './connections.js';
import { timeText } from './series-catalogue.js';
import type { AnomalyFilter } from './timeseries-store.js';

const columns: [string, ...string[]] = [
  'id',
  'detector',
  'series_id',
  'metric',
  'labels',
  'starts_at',
  'ends_at',
  'direction',
  'score',
  'value',
  'expected',
  'lower',
  'upper',
  'reason',
  'detected_by',
  'once_in_weeks',
  'baseline_from',
  'baseline_to',
  'severity',
  'version',
];

const maybeTime = (ms: number | null | undefined): string | null => (typeof ms === 'number' ? timeText(ms) : null);

const toRow = (anomaly: Anomaly, version: number): unknown[] => [
  anomaly.id,
  anomaly.detector,
  anomaly.seriesId,
  anomaly.metric,
  anomaly.labels,
  timeText(anomaly.startsAt),
  maybeTime(anomaly.endsAt),
  anomaly.direction,
  anomaly.score,
  anomaly.value,
  anomaly.expected,
  anomaly.lower,
  anomaly.upper,
  anomaly.reason,
  anomaly.detectedBy ?? '',
  anomaly.onceInWeeks ?? null,
  maybeTime(anomaly.baselineFrom),
  maybeTime(anomaly.baselineTo),
  anomaly.severity ?? '',
  version,
];

const selected = `id, detector, series_id, metric, labels, toFloat64(toUnixTimestamp64Milli(starts_at)),
  toFloat64(toUnixTimestamp64Milli(ends_at)), direction, score, value, expected, lower, upper, reason, detected_by, once_in_weeks,
  toFloat64(toUnixTimestamp64Milli(baseline_from)), toFloat64(toUnixTimestamp64Milli(baseline_to)), severity`;

const maybeNumber = (value: unknown): number | null => (typeof value === 'number' ? value : null);

const fromRow = (row: unknown[]): Anomaly => {
  const [
    id,
    detector,
    seriesId,
    metric,
    labels,
    startsAt,
    endsAt,
    direction,
    score,
    value,
    expected,
    lower,
    upper,
    reason,
    detectedBy,
    onceInWeeks,
    baselineFrom,
    baselineTo,
    severity,
  ] = row;
  // Rows of before these columns were there name no detector's kind.
  const kind = anomalyKind.safeParse(detectedBy);
  const known = anySeverity.safeParse(severity);
  return {
    id: String(id),
    detector: String(detector),
    seriesId: String(seriesId),
    metric: String(metric),
    labels: labels as Record<string, string>,
    startsAt: Number(startsAt),
    endsAt: maybeNumber(endsAt),
    direction: direction === 'down' ? 'down' : 'up',
    score: Number(score),
    value: Number(value),
    expected: maybeNumber(expected),
    lower: maybeNumber(lower),
    upper: maybeNumber(upper),
    reason: String(reason),
    ...(kind.success && {
      detectedBy: kind.data,
      onceInWeeks: maybeNumber(onceInWeeks),
      baselineFrom: maybeNumber(baselineFrom),
      baselineTo: maybeNumber(baselineTo),
    }),
    ...(known.success && { severity: known.data }),
  };
};

/** Writes anomalies; of rows with one id the highest `version` counts. */
export const writeAnomalies = async (
  connections: Connections,
  anomalies: Anomaly[],
  version: number
): Promise<void> => {
  if (anomalies.length > 0) {
    const rows = anomalies.map((anomaly) => toRow(anomaly, version));
    await connections.insertRows({ role: 'detection', table: 'anomalies', columns, rows });
  }
};

/** Those that overlap [from, to), newest first. One that ended at `from` has its last moment in it. */
export const readAnomalies = async (connections: Connections, filter: AnomalyFilter): Promise<Anomaly[]> => {
  const { from, to, limit, seriesId, detector, direction } = filter;
  const wanted = Object.entries({ series_id: seriesId, detector, direction }).filter(
    ([, value]) => value !== undefined
  );
  const rows = await connections.rows({
    role: 'read',
    operation: 'list anomalies',
    sql: `SELECT ${selected} FROM anomalies FINAL
      WHERE starts_at < fromUnixTimestamp64Milli({to:Int64})
        AND (ends_at IS NULL OR ends_at >= fromUnixTimestamp64Milli({from:Int64}))
        ${wanted.map(([column]) => `AND ${column} = {${column}:String}`).join(' ')}
      ORDER BY starts_at DESC, id LIMIT {limit:UInt64}`,
    params: { from: Math.ceil(from), to: Math.ceil(to), limit, ...Object.fromEntries(wanted) },
  });
  return rows.map(fromRow);
};

/** Null where there is none. */
export const readAnomaly = async (connections: Connections, id: string): Promise<Anomaly | null> => {
  const rows = await connections.rows({
    role: 'read',
    operation: 'get anomaly',
    sql: `SELECT ${selected} FROM anomalies FINAL WHERE id = {id:String}`,
    params: { id },
  });
  return rows[0] ? fromRow(rows[0]) : null;
};

/** Those that have not ended, of a detector or of all, oldest first. */
export const readOpenAnomalies = async (connections: Connections, detector?: string): Promise<Anomaly[]> => {
  const ofDetector = detector === undefined ? '' : 'detector = {detector:String} AND';
  const rows = await connections.rows({
    role: 'detection',
    operation: 'open anomalies',
    sql: `SELECT ${selected} FROM anomalies FINAL WHERE ${ofDetector} ends_at IS NULL ORDER BY starts_at, id`,
    params: { ...(detector !== undefined && { detector }) },
  });
  return rows.map(fromRow);
};

/** How many began at or after `from` (ms), by detector. */
export const countAnomalies = async (connections: Connections, from: number): Promise<Map<string, number>> => {
  const rows = await connections.rows({
    role: 'read',
    operation: 'count anomalies',
    sql: `SELECT detector, count() FROM anomalies FINAL
      WHERE starts_at >= fromUnixTimestamp64Milli({from:Int64}) GROUP BY detector`,
    params: { from: Math.ceil(from) },
  });
  return new Map(rows.map(([detector, count]) => [String(detector), Number(count)]));
};
