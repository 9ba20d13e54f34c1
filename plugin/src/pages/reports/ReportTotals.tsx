import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Report } from '@watchroom/contract';
import { FactLine } from '../../components/FactLine';
import { testIds } from '../../testIds';
import { count, duration } from './reportLines';

const time = (ms: number | null): string => (ms === null ? '–' : duration(ms));

/** How much fewer things are worth telling than events came: `97.5 %`. Whether there is a route for them is another matter. */
const reduction = ({ totals, stages }: Report): string => {
  const told = stages.find(({ stage }) => stage === 'ungrouped')?.left ?? 0;
  return totals.events === 0 ? '–' : `${(Math.max(0, 1 - told / totals.events) * 100).toFixed(1)} %`;
};

/** The sums of a report. */
export const ReportTotals = ({ report }: { report: Report }) => {
  const styles = useStyles2(getStyles);
  const { totals, means } = report;
  return (
    <div className={styles.totals} data-testid={testIds.reports.totals}>
      <FactLine
        facts={[
          ['Events', count(totals.events)],
          ['Alerts', count(totals.alerts)],
          ['Incidents', count(totals.incidents)],
          ['Notifications', count(totals.notifications)],
          ['Noise reduction', reduction(report)],
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
