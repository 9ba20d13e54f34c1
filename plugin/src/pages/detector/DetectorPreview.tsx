import React, { useMemo, useState } from 'react';
import { css, cx } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { Button, RadioButtonGroup, useStyles2 } from '@grafana/ui';
import type { Anomaly, Band } from '@watchroom/contract';
import { BandChart } from '../../components/bandChart/BandChart';
import { withAnomalies } from '../../components/bandChart/bandFrames';
import { EmptyState } from '../../components/EmptyState';
import { Loading } from '../../components/Loading';
import { ProblemState } from '../../components/ProblemState';
import { seriesText } from '../../components/seriesWords';
import { shortDuration } from '../../components/time';
import { testIds } from '../../testIds';
import { totalText } from './previewWords';
import { previewSpans, type PreviewState } from './useDetectorPreview';

/** At most this many anomalies are listed. */
const listed = 20;

const SeriesChoice = ({
  bands,
  counts,
  chosen,
  onChoose,
}: {
  bands: readonly Band[];
  counts: ReadonlyMap<string, number>;
  chosen: string;
  onChoose: (id: string) => void;
}) => {
  const styles = useStyles2(getStyles);
  return (
    <ul className={styles.series} aria-label="Series of the preview">
      {bands.map(({ series: { id, name, labels } }) => (
        <li key={id}>
          <button
            type="button"
            className={cx(styles.choice, id === chosen && styles.chosen)}
            aria-pressed={id === chosen}
            onClick={() => onChoose(id)}
          >
            <span className={styles.name}>{seriesText(name, labels)}</span>
            <span className={styles.count}>{counts.get(id) ?? 0}</span>
          </button>
        </li>
      ))}
    </ul>
  );
};

const AnomalyLines = ({ anomalies }: { anomalies: readonly Anomaly[] }) => {
  const styles = useStyles2(getStyles);
  if (anomalies.length === 0) {
    return <p className={styles.quiet}>Nothing of this series would have fired.</p>;
  }
  return (
    <ul className={styles.lines} aria-label="What would have fired">
      {anomalies.slice(0, listed).map(({ id, startsAt, endsAt, reason }) => (
        <li key={id}>
          <span className={styles.time}>{dateTimeFormat(startsAt)}</span>{' '}
          <span className={styles.quiet}>
            {endsAt === null ? 'still lasts' : `for ${shortDuration(Math.max(1000, endsAt - startsAt))}`}
          </span>
          <div>{reason}</div>
        </li>
      ))}
      {anomalies.length > listed && <li className={styles.quiet}>and {anomalies.length - listed} more</li>}
    </ul>
  );
};

/** The time to draw (ms): what was asked for, without a long empty start; an older answer ends where it ends. */
const shownRange = (asked: { from: number; to: number }, times: readonly number[], isOld: boolean) => {
  const [first = asked.from, last = asked.to] = [times[0], times.at(-1)];
  const to = isOld ? Math.max(last, asked.from + 1) : asked.to;
  const from = first > (asked.from + to) / 2 ? first - (to - first) / 50 : asked.from;
  return { from: Math.min(from, to - 1), to };
};

/** What the detector in the form would have found. */
export const DetectorPreview = ({ preview }: { preview: PreviewState }) => {
  const styles = useStyles2(getStyles);
  const [chosenId, setChosenId] = useState<string | null>(null);
  const { isReady, data, error, isBusy, isOld, span } = preview;
  const bands = useMemo(
    () =>
      data?.bands.map((band) =>
        withAnomalies(
          band,
          data.anomalies.filter(({ seriesId }) => seriesId === band.series.id)
        )
      ) ?? [],
    [data]
  );
  const counts = useMemo(() => {
    const found = new Map<string, number>();
    data?.anomalies.forEach(({ seriesId }) => found.set(seriesId, (found.get(seriesId) ?? 0) + 1));
    return found;
  }, [data]);
  const shown = bands.find(({ series }) => series.id === chosenId) ?? bands[0];
  const drawn = useMemo(() => (shown ? [shown] : []), [shown]);
  const range = shownRange(preview, shown?.times ?? [], isOld);

  return (
    <section aria-label="Preview" className={styles.box} data-testid={testIds.detector.preview} aria-busy={isBusy}>
      <div className={styles.head}>
        <h3 className={styles.heading}>What would have fired</h3>
        <RadioButtonGroup size="sm" options={previewSpans} value={span} onChange={preview.setSpan} />
        <Button
          size="sm"
          variant="secondary"
          icon="sync"
          aria-label="Preview again up to now"
          onClick={preview.again}
        />
      </div>
      {!isReady && (
        <EmptyState icon="eye" title="No preview yet">
          It shows as soon as the form says what to watch and how to judge.
        </EmptyState>
      )}
      {isReady && !data && !error && <Loading text="Looking at the past…" />}
      {error && <ProblemState error={error} what="There is no preview" onRetry={preview.retry} />}
      {!error && data && (
        <>
          <p className={styles.total} role="status" data-testid={testIds.detector.previewTotal}>
            {totalText(data)} {isBusy && <span className={styles.quiet}>Looking again…</span>}
          </p>
          {shown ? (
            <>
              <BandChart bands={drawn} {...range} />
              {bands.length > 1 && (
                <SeriesChoice bands={bands} counts={counts} chosen={shown.series.id} onChoose={setChosenId} />
              )}
              <AnomalyLines anomalies={data.anomalies.filter(({ seriesId }) => seriesId === shown.series.id)} />
            </>
          ) : (
            <EmptyState icon="search" title="No series to judge">
              Nothing matches, or there are no points in this time.
            </EmptyState>
          )}
        </>
      )}
    </section>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(1),
    minWidth: 0,
    padding: theme.spacing(2),
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.borderRadius(1),
    background: theme.colors.background.primary,
  }),
  head: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1) }),
  heading: css({ margin: 0, flex: '1 1 auto', fontSize: theme.typography.h5.fontSize }),
  total: css({ margin: 0 }),
  quiet: css({ margin: 0, color: theme.colors.text.secondary }),
  series: css({ listStyle: 'none', margin: 0, padding: 0, maxHeight: 180, overflowY: 'auto' }),
  choice: css({
    display: 'flex',
    justifyContent: 'space-between',
    gap: theme.spacing(2),
    width: '100%',
    padding: theme.spacing(0.5, 1),
    border: 0,
    background: 'none',
    color: theme.colors.text.primary,
    textAlign: 'left',
    fontSize: theme.typography.bodySmall.fontSize,
    '&:hover': { background: theme.colors.action.hover },
  }),
  chosen: css({ background: theme.colors.action.selected, fontWeight: theme.typography.fontWeightMedium }),
  name: css({ overflowWrap: 'anywhere' }),
  count: css({ fontVariantNumeric: 'tabular-nums' }),
  lines: css({
    listStyle: 'none',
    margin: 0,
    padding: 0,
    maxHeight: 320,
    overflowY: 'auto',
    li: { padding: theme.spacing(0.5, 0), borderTop: `1px solid ${theme.colors.border.weak}` },
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  time: css({ fontWeight: theme.typography.fontWeightMedium }),
});
