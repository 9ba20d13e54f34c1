import type { AnomalyHeatmap } from '@watchroom/contract';
import type { Connections } from './connections.js';
import { matcherCondition } from './matcher-sql.js';
import type { HeatmapRange } from './timeseries-store.js';

/**
 * Each anomaly becomes a map from the buckets it touches to its score; `maxMap` lays the maps of a series over each other. The
 * count of all rows comes with each row, so that one query answers it all. Anomalies that last reach to the end of the range.
 */
const sqlOf = (condition: string, ofDetector: string): string => `
  SELECT *, count() OVER () AS series_count FROM (
    SELECT detector, series_id, any(name) AS metric, any(labels) AS labels, count() AS anomalies,
      maxMap(range(first, last + 1), arrayWithConstant(last + 1 - first, score)) AS cells
    FROM (
      SELECT detector, series_id, metric AS name, labels, score,
        toUInt32(greatest(0, intDiv(toUnixTimestamp64Milli(starts_at) - {from:Int64}, {width:Int64}))) AS first,
        toUInt32(least({last:Int64}, intDiv(
          greatest(toUnixTimestamp64Milli(ifNull(ends_at, fromUnixTimestamp64Milli({to:Int64} - 1))),
            toUnixTimestamp64Milli(starts_at), {from:Int64}) - {from:Int64}, {width:Int64}))) AS last
      FROM anomalies FINAL
      WHERE starts_at < fromUnixTimestamp64Milli({to:Int64})
        AND (ends_at IS NULL OR ends_at >= fromUnixTimestamp64Milli({from:Int64})) ${ofDetector}
    ) WHERE ${condition}
    GROUP BY detector, series_id
  ) ORDER BY anomalies DESC, metric, series_id, detector LIMIT {limit:UInt64}`;

/** See `TimeseriesStore.anomalyHeatmap`. Buckets are whole seconds long, the last one may reach beyond `to`. */
export const readHeatmap = async (connections: Connections, range: HeatmapRange): Promise<AnomalyHeatmap> => {
  const from = Math.floor(range.from);
  const to = Math.ceil(range.to);
  const bucketSeconds = Math.max(1, Math.ceil((to - from) / 1000 / range.buckets));
  const width = bucketSeconds * 1000;
  const times = Array.from({ length: Math.ceil((to - from) / width) }, (_, index) => from + index * width);
  const { detector } = range;
  const condition = matcherCondition(range.matchers);
  const rows = await connections.rows({
    role: 'read',
    operation: 'anomaly heat map',
    sql: sqlOf(condition.sql, detector === undefined ? '' : 'AND detector = {detector:String}'),
    params: {
      ...condition.params,
      ...(detector !== undefined && { detector }),
      from,
      to,
      width,
      last: times.length - 1,
      limit: range.limit,
    },
  });
  return {
    times,
    bucketSeconds,
    rows: rows.map(([by, id, metric, labels, anomalies, maps]) => {
      const [buckets, scores] = maps as [number[], number[]];
      const cells = times.map((): number | null => null);
      buckets.forEach((bucket, index) => {
        cells[bucket] = scores[index] ?? null;
      });
      const series = { id: String(id), name: String(metric), labels: labels as Record<string, string> };
      return {
        series: { ...series, unit: null, lastAt: null, lastValue: null },
        detector: String(by),
        anomalies: Number(anomalies),
        cells,
      };
    }),
    seriesCount: Number(rows[0]?.[6] ?? 0),
  };
};
