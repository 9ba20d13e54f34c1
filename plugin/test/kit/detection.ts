import {
  detectorSpec,
  type Anomaly,
  type AnomalyHeatmap,
  type Band,
  type Detector,
  type DetectorPreview,
  type Feedback,
} from '@watchroom/contract';
import { startedAt } from './fixtures';

const minute = 60_000;

/** A detector made in the UI that watches `cpu{host=~"db-.+"}`. */
export const aDetector = (name: string, change: Partial<Detector> = {}): Detector => {
  const matchers = [
    { label: '__name__', op: '=' as const, value: 'cpu' },
    { label: 'host', op: '=~' as const, value: 'db-.+' },
  ];
  return {
    name,
    kind: 'baseline',
    origin: 'ui',
    spec: detectorSpec.parse({ kind: 'baseline', name, matchers }),
    matchers,
    intervalSeconds: 60,
    severity: 'warning',
    lastRunAt: startedAt,
    lastRunSeconds: 0.12,
    seriesCount: 3,
    openAnomalies: 0,
    anomaliesLastWeek: 2,
    cost: 0.013,
    lastError: null,
    quiet: null,
    ...change,
  };
};

export const aSeries = (host: string): Band['series'] => ({
  id: `cpu-${host}`,
  name: 'cpu',
  labels: { host },
  unit: null,
  lastAt: startedAt,
  lastValue: 1,
});

/** A band of three points, a minute apart. */
export const aBand = (host: string, change: Partial<Band> = {}): Band => ({
  series: aSeries(host),
  times: [startedAt, startedAt + minute, startedAt + 2 * minute],
  values: [1, 9, 1],
  expected: [1, 1, 1],
  lower: [0, 0, 0],
  upper: [2, 2, 2],
  score: [0.1, 0.99, 0.1],
  isAnomaly: [false, true, false],
  baseline: 'rolling',
  ...change,
});

export const anAnomaly = (id: string, change: Partial<Anomaly> = {}): Anomaly => ({
  id,
  detector: 'CPU',
  seriesId: 'cpu-db-1',
  metric: 'cpu',
  labels: { host: 'db-1' },
  startsAt: startedAt + minute,
  endsAt: startedAt + 2 * minute,
  direction: 'up',
  score: 0.99,
  value: 9,
  expected: 1,
  lower: 0,
  upper: 2,
  reason: 'cpu on db-1 is 9, expected 0 to 2',
  detectedBy: 'spike',
  onceInWeeks: 12,
  baselineFrom: startedAt - 28 * 86_400_000,
  baselineTo: startedAt,
  ...change,
});

export const aPreview = (change: Partial<DetectorPreview> = {}): DetectorPreview => ({
  bands: [aBand('db-1'), aBand('db-2', { isAnomaly: [false, false, false] })],
  anomalies: [anAnomaly('p1')],
  seriesCount: 2,
  anomaliesPerWeek: 1,
  ...change,
});

/** Two buckets of an hour; db-1 has an anomaly in the second. */
export const aHeatmap = (change: Partial<AnomalyHeatmap> = {}): AnomalyHeatmap => ({
  times: [startedAt - 3_600_000, startedAt],
  bucketSeconds: 3600,
  rows: [
    { series: aSeries('db-1'), detector: 'CPU', anomalies: 1, cells: [null, 0.99] },
    { series: aSeries('db-2'), detector: 'CPU', anomalies: 1, cells: [0.7, null] },
  ],
  seriesCount: 2,
  ...change,
});

export const aFeedback = (id: string, change: Partial<Feedback> = {}): Feedback => ({
  id,
  anomalyId: 'a1',
  detector: 'CPU',
  seriesId: 'cpu-db-1',
  metric: 'cpu',
  labels: { host: 'db-1' },
  verdict: 'not-an-anomaly',
  reason: 'Nightly backup',
  from: startedAt,
  until: null,
  score: 0.99,
  by: 'erika',
  at: startedAt,
  ...change,
});
