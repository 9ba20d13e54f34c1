import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { printValue, type Report } from '@watchroom/contract';
import { SimpleTable, type Column } from '../../components/SimpleTable';
import { TextLink } from '../../components/TextLink';
import { appHref } from '../../navigation';
import { testIds } from '../../testIds';
import { count, duration } from './reportLines';

type Rule = Report['rules'][number];

const inboxOf = (name: string): string => {
  const query = new URLSearchParams({ status: 'any', triage: 'any', q: `name:${printValue(name)}` });
  return appHref(`inbox?${query.toString()}`);
};
const time = (ms: number | null): string => (ms === null ? '–' : duration(ms));

const columns: Array<Column<Rule>> = [
  { title: 'Rule', cell: ({ name }) => <TextLink href={inboxOf(name)}>{name}</TextLink> },
  { title: 'Events', cell: ({ counts }) => count(counts.events) },
  { title: 'Repeats', cell: ({ counts }) => count(counts.repeats) },
  { title: 'Alerts', cell: ({ counts }) => count(counts.alerts) },
  { title: 'Notifications', cell: ({ counts }) => count(counts.notifications) },
  { title: 'Suppressed', cell: ({ counts }) => count(counts.suppressed + counts.routine) },
  { title: 'Flapped', cell: ({ counts }) => count(counts.flapped) },
  { title: 'MTTA', cell: ({ means }) => time(means.timeToAcknowledge) },
  { title: 'MTTR', cell: ({ means }) => time(means.timeToResolve) },
];

/** The rules that make most noise. */
export const RuleTable = ({ rules }: Pick<Report, 'rules'>) => {
  const styles = useStyles2(getStyles);
  return (
    <section aria-label="Noisiest rules">
      <h2 className={styles.title}>Noisiest rules</h2>
      <p className={styles.quiet}>Those with most events, counted over whole days (UTC).</p>
      <SimpleTable
        label="Noisiest rules"
        columns={columns}
        items={rules}
        rowKey={({ name }) => name}
        testId={testIds.reports.rules}
        rowTestId={testIds.reports.rule}
      />
    </section>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  title: css({ margin: 0, fontSize: theme.typography.h5.fontSize, fontWeight: theme.typography.fontWeightMedium }),
  quiet: css({ margin: 0, color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
