import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import type { Detector } from '@watchroom/contract';
import { SimpleTable, type Column } from '../../components/SimpleTable';
import { TextLink } from '../../components/TextLink';
import { shortDuration } from '../../components/time';
import { TimeAgo } from '../../components/TimeAgo';
import { useNow } from '../../components/useNow';
import { anomaliesPage, appHref, detectorPage } from '../../navigation';
import { testIds } from '../../testIds';
import { costText, quietText, watchedText } from './detectorRows';
import { firstOrder, type DetectorsState, type DetectorSort } from './detectorsUrl';

interface Props {
  detectors: readonly Detector[];
  sort: DetectorSort;
  order: DetectorsState['order'];
  onSort: (sort: DetectorSort, order: DetectorsState['order']) => void;
}

const Health = ({ detector: { lastError, lastRunAt, lastRunSeconds, quiet } }: { detector: Detector }) => {
  const styles = useStyles2(getStyles);
  const now = useNow();
  const ran =
    lastRunAt === null ? (
      'has not run yet'
    ) : (
      <>
        ran <TimeAgo at={lastRunAt} now={now} suffix=" ago" />
        {lastRunSeconds !== null &&
          `, took ${lastRunSeconds < 1 ? `${Math.round(lastRunSeconds * 1000)} ms` : shortDuration(lastRunSeconds * 1000)}`}
      </>
    );
  return (
    <div>
      <span className={styles.health}>
        <Icon
          name={lastError === null ? (lastRunAt === null ? 'clock-nine' : 'check-circle') : 'exclamation-triangle'}
          className={lastError === null ? (lastRunAt === null ? undefined : styles.good) : styles.bad}
        />
        <span>
          {lastError !== null && 'failing; '}
          {ran}
        </span>
      </span>
      {lastError !== null && <div className={styles.error}>{lastError}</div>}
      {quiet && <div className={styles.quiet}>{quietText(quiet)}</div>}
    </div>
  );
};

const Name = ({ detector }: { detector: Detector }) => {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.name}>
      <TextLink href={appHref(detectorPage(detector.name))}>{detector.name}</TextLink>
      <div className={styles.quiet}>
        {detector.kind}
        {detector.origin === 'file' && (
          <span title="It comes from a YAML file of the companion and is changed there; here it can only be looked at and copied.">
            {' · '}
            <Icon name="lock" size="sm" /> provisioned
          </span>
        )}
      </div>
    </div>
  );
};

const Count = ({ count, href }: { count: number; href: string }) =>
  count === 0 ? <>0</> : <TextLink href={href}>{count}</TextLink>;

/** Detectors with how they are doing. */
export const DetectorTable = ({ detectors, sort, order, onSort }: Props) => {
  const styles = useStyles2(getStyles);
  const by = (column: DetectorSort) => ({
    sorted: column === sort ? (order === 'asc' ? ('ascending' as const) : ('descending' as const)) : ('none' as const),
    onSort: () => onSort(column, column === sort ? (order === 'asc' ? 'desc' : 'asc') : firstOrder(column)),
  });
  const columns: Array<Column<Detector>> = [
    { title: 'Detector', cell: (detector) => <Name detector={detector} />, ...by('name') },
    { title: 'Watches', cell: (detector) => <code className={styles.watched}>{watchedText(detector)}</code> },
    { title: 'Health', cell: (detector) => <Health detector={detector} />, ...by('health') },
    { title: 'Series', cell: ({ seriesCount }) => seriesCount, ...by('series') },
    {
      title: 'Open now',
      cell: ({ name, openAnomalies }) => (
        <Count count={openAnomalies} href={appHref(anomaliesPage({ detector: name, from: 'now-24h' }))} />
      ),
      ...by('open'),
    },
    {
      title: 'Last week',
      cell: ({ name, anomaliesLastWeek }) => (
        <Count count={anomaliesLastWeek} href={appHref(anomaliesPage({ detector: name, from: 'now-7d' }))} />
      ),
      ...by('week'),
    },
    {
      title: 'Cost',
      cell: ({ cost }) => (
        <span title="Part of one core over the last 10 minutes, without the learning of its history">
          {costText(cost)}
        </span>
      ),
      ...by('cost'),
    },
  ];
  return (
    <SimpleTable
      label="Detectors"
      testId={testIds.detectors.list}
      rowTestId={testIds.detectors.row}
      items={detectors}
      rowKey={({ name }) => name}
      columns={columns}
    />
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  name: css({ minWidth: 140, overflowWrap: 'anywhere' }),
  quiet: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  watched: css({
    display: '-webkit-box',
    WebkitLineClamp: 3,
    WebkitBoxOrient: 'vertical',
    overflow: 'hidden',
    maxWidth: 420,
    margin: 0,
    padding: 0,
    border: 0,
    background: 'none',
    color: theme.colors.text.primary,
    overflowWrap: 'anywhere',
    whiteSpace: 'normal',
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  health: css({ display: 'inline-flex', alignItems: 'center', gap: theme.spacing(0.5) }),
  good: css({ color: theme.colors.success.text }),
  bad: css({ color: theme.colors.error.text }),
  error: css({ color: theme.colors.error.text, maxWidth: 360, overflowWrap: 'anywhere' }),
});
