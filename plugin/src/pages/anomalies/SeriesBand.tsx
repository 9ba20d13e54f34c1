import React, { useMemo } from 'react';
import type { Anomaly, DetectorSpec } from '@watchroom/contract';
import { BandChart } from '../../components/bandChart/BandChart';
import { withAnomalies } from '../../components/bandChart/bandFrames';
import { EmptyState } from '../../components/EmptyState';
import { Loading } from '../../components/Loading';
import { ProblemState } from '../../components/ProblemState';
import { useBands } from '../../data/series';
import { testIds } from '../../testIds';
import { optionsOf, seriesMatchers, withLimits } from './bandWindow';

interface Props {
  series: { id: string; name: string; labels: Record<string, string> };
  /** ms. */
  from: number;
  to: number;
  anomalies: readonly Anomaly[];
  /** Of the detector whose range is drawn. */
  spec: DetectorSpec | undefined;
  onZoom: (range: { from: number; to: number }) => void;
}

/** The band of a series around a time, with what its detectors found. */
export const SeriesBand = ({ series, from, to, anomalies, spec, onZoom }: Props) => {
  const { id, name, labels } = series;
  const request = useMemo(
    () => ({
      kind: 'stored' as const,
      matchers: seriesMatchers(name, labels),
      from,
      to,
      maxPoints: 800,
      maxSeries: 20,
      options: optionsOf(spec),
    }),
    [name, labels, from, to, spec]
  );
  const { data, error, refetch } = useBands(request);
  const band = data?.items.find((item) => item.series.id === id);
  const bands = useMemo(
    () => (band ? [withAnomalies(withLimits(band, spec), anomalies)] : []),
    [band, spec, anomalies]
  );
  if (error) {
    return <ProblemState error={error} what="The range could not be loaded" onRetry={() => void refetch()} />;
  }
  if (!data) {
    return <Loading text="Loading the range…" />;
  }
  return bands.length === 0 ? (
    <EmptyState icon="chart-line" title="No points are stored of this time">
      They may be older than what is kept.
    </EmptyState>
  ) : (
    <BandChart bands={bands} from={from} to={to} onZoom={onZoom} testId={testIds.anomalies.chart} />
  );
};
