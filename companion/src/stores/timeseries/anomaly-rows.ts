import type { Anomaly } from '@watchroom/contract';
import type { Connections } from './connections.js';
import { timeText } from './series-catalogue.js';

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
  'version',
];

const toRow = (anomaly: Anomaly, version: number): unknown[] => [
  anomaly.id,
  anomaly.detector,
  anomaly.seriesId,
  anomaly.metric,
  anomaly.labels,
  timeText(anomaly.startsAt),
  anomaly.endsAt === null ? null : timeText(anomaly.endsAt),
  anomaly.direction,
  anomaly.score,
  anomaly.value,
  anomaly.expected,
  anomaly.lower,
  anomaly.upper,
  anomaly.reason,
  version,
];

const selected = `id, detector, series_id, metric, labels, toFloat64(toUnixTimestamp64Milli(starts_at)),
  toFloat64(toUnixTimestamp64Milli(ends_at)), direction, score, value, expected, lower, upper, reason`;

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
  ] = row;
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
export const readAnomalies = async (
  connections: Connections,
  { from, to, seriesId, limit }: { from: number; to: number; seriesId?: string | undefined; limit: number }
): Promise<Anomaly[]> => {
  const rows = await connections.rows({
    role: 'read',
    operation: 'list anomalies',
    sql: `SELECT ${selected} FROM anomalies FINAL
      WHERE starts_at < fromUnixTimestamp64Milli({to:Int64})
        AND (ends_at IS NULL OR ends_at >= fromUnixTimestamp64Milli({from:Int64}))
        ${seriesId === undefined ? '' : 'AND series_id = {series:String}'}
      ORDER BY starts_at DESC, id LIMIT {limit:UInt64}`,
    params: { from: Math.ceil(from), to: Math.ceil(to), limit, ...(seriesId !== undefined && { series: seriesId }) },
  });
  return rows.map(fromRow);
};

/** Those of a detector that have not ended, oldest first. */
export const readOpenAnomalies = async (connections: Connections, detector: string): Promise<Anomaly[]> => {
  const rows = await connections.rows({
    role: 'detection',
    operation: 'open anomalies',
    sql: `SELECT ${selected} FROM anomalies FINAL WHERE detector = {detector:String} AND ends_at IS NULL ORDER BY starts_at, id`,
    params: { detector },
  });
  return rows.map(fromRow);
};
