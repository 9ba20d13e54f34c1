import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Report } from '@watchroom/contract';
import { FactLine } from '../../components/FactLine';
import { testIds } from '../../testIds';
import { count, duration } from './reportLines';

const time = (ms: number | null): string => (ms === null ? '–' : duration(ms));

/** `97.5 %`; empty where nothing came. */
const fewer = ({ events, notifications }: Report['totals']): string =>
  events === 0 ? '–' : `${(Math.max(0, 1 - notifications / events) * 100).toFixed(1)} %`;

/** The sums of a report. */
export const ReportTotals = ({ report: { totals, means } }: { report: Report }) => {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.totals} data-testid={testIds.reports.totals}>
      <FactLine
        facts={[
          ['Events', count(totals.events)],
          ['Alerts', count(totals.alerts)],
          ['Incidents', count(totals.incidents)],
          ['Notifications', count(totals.notifications)],
          ['Fewer notifications than events', fewer(totals)],
          ['Mean time to acknowledge (MTTA)', time(means.timeToAcknowledge)],
          ['Mean time to resolve (MTTR)', time(means.timeToResolve)],
          ['Mean length of an incident', time(means.incidentDuration)],
          ['Began to flap', count(totals.flapped)],
        ]}
      />
    </div>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  totals: css({ dd: { fontSize: theme.typography.h3.fontSize, fontVariantNumeric: 'tabular-nums' } }),
});
