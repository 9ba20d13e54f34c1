import React, { useMemo, useState } from 'react';
import { css, cx } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { Drawer, useStyles2 } from '@grafana/ui';
import type { Anomaly } from '@watchroom/contract';
import { AnomalyCard } from '../../components/anomaly/AnomalyCard';
import { EmptyState } from '../../components/EmptyState';
import { Loading } from '../../components/Loading';
import { ProblemState } from '../../components/ProblemState';
import { seriesText } from '../../components/seriesWords';
import { useEscape } from '../../components/useEscape';
import { useAnomaly } from '../../data/anomalies';
import { useDetectors } from '../../data/detectors';
import { useSeriesAnomalies } from '../../data/series';
import { testIds } from '../../testIds';
import { anomalyAt, windowAround } from './bandWindow';
import type { Opened } from './explorerUrl';
import { SeriesBand } from './SeriesBand';

interface SeriesName {
  id: string;
  name: string;
  labels: Record<string, string>;
}

interface Props {
  opened: Opened;
  /** What the heat map knows of the series. */
  known: SeriesName | undefined;
  /** ms of a cell. */
  bucket: number;
  onOpen: (opened: Opened) => void;
  onClose: () => void;
}

const nameOf = ({ seriesId, metric, labels }: Anomaly): SeriesName => ({ id: seriesId, name: metric, labels });

const AnomalyChoice = ({
  anomalies,
  chosen,
  onChoose,
}: {
  anomalies: readonly Anomaly[];
  chosen: string | undefined;
  onChoose: (anomaly: Anomaly) => void;
}) => {
  const styles = useStyles2(getStyles);
  return (
    <ul className={styles.choices} aria-label="Anomalies of this time">
      {anomalies.map((anomaly) => (
        <li key={anomaly.id}>
          <button
            type="button"
            aria-pressed={anomaly.id === chosen}
            className={cx(styles.choice, anomaly.id === chosen && styles.chosen)}
            onClick={() => onChoose(anomaly)}
          >
            {dateTimeFormat(anomaly.startsAt)} <span className={styles.quiet}>{anomaly.detector}</span>
          </button>
        </li>
      ))}
    </ul>
  );
};

/** A series around a time: its band, the anomalies there, and all that is known of one of them. */
export const AnomalyDrawer = ({ opened, known, bucket, onOpen, onClose }: Props) => {
  const styles = useStyles2(getStyles);
  useEscape(onClose);
  const [now] = useState(() => Date.now());
  const anomalyId = 'anomaly' in opened ? opened.anomaly : null;
  const detail = useAnomaly(anomalyId);
  const named = detail.data?.anomaly;
  const seriesId = 'series' in opened ? opened.series : (named?.seriesId ?? null);
  const at = 'series' in opened ? opened.at : named?.startsAt;
  const until = 'series' in opened ? opened.at + bucket : (named?.endsAt ?? named?.startsAt);
  const [zoom, setZoom] = useState<{ around: number; from: number; to: number } | null>(null);
  const range = useMemo(
    () => (at === undefined || until === undefined ? null : zoom?.around === at ? zoom : windowAround(at, until, now)),
    [at, until, now, zoom]
  );
  const list = useSeriesAnomalies(range ? seriesId : null, range?.from ?? 0, range?.to ?? 0);
  const anomalies = useMemo(
    () => list.data?.items.filter((anomaly) => anomaly.seriesId === seriesId) ?? [],
    [list.data, seriesId]
  );
  const chosen = named ?? (at === undefined ? undefined : anomalyAt(anomalies, at, bucket));
  const series = named ? nameOf(named) : known?.id === seriesId && known ? known : chosen && nameOf(chosen);
  const detectors = useDetectors();
  const spec = detectors.data?.items.find(({ name }) => name === chosen?.detector)?.spec;
  const error = detail.error ?? list.error;
  const choose = (anomaly: Anomaly) => onOpen({ anomaly: anomaly.id });

  return (
    <Drawer title="Anomaly" subtitle={series && seriesText(series.name, series.labels)} size="lg" onClose={onClose}>
      <div className={styles.body} data-testid={testIds.anomalies.drawer}>
        {error && (
          <ProblemState
            error={error}
            what="The anomaly could not be loaded"
            onRetry={() => void (detail.error ? detail.refetch() : list.refetch())}
          />
        )}
        {!error && !series && list.isFetched && (
          <EmptyState icon="search" title="There is no anomaly here">
            The address names a series of which nothing was found at this time.
          </EmptyState>
        )}
        {!error && !series && !list.isFetched && <Loading text="Loading the anomaly…" />}
        {series && range && at !== undefined && (
          <SeriesBand
            series={series}
            from={range.from}
            to={range.to}
            anomalies={anomalies}
            spec={spec}
            onZoom={(next) => setZoom({ around: at, ...next })}
          />
        )}
        {anomalies.length > 1 && <AnomalyChoice anomalies={anomalies} chosen={chosen?.id} onChoose={choose} />}
        {chosen && <AnomalyCard key={chosen.id} id={chosen.id} onOpen={choose} />}
        {!chosen && series && list.isFetched && !list.error && (
          <p className={styles.quiet}>No anomaly of this series in this time.</p>
        )}
      </div>
    </Drawer>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  body: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2), minWidth: 0 }),
  choices: css({
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0.5),
    listStyle: 'none',
    margin: 0,
    padding: 0,
    maxHeight: 120,
    overflowY: 'auto',
  }),
  choice: css({
    padding: theme.spacing(0.25, 1),
    border: `1px solid ${theme.colors.border.medium}`,
    borderRadius: theme.shape.borderRadius(1),
    background: 'none',
    color: theme.colors.text.primary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  chosen: css({ background: theme.colors.action.selected, fontWeight: theme.typography.fontWeightMedium }),
  quiet: css({ margin: 0, color: theme.colors.text.secondary }),
});
