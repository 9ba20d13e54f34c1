import React from 'react';
import { css } from '@emotion/css';
import { useQuery } from '@tanstack/react-query';
import { dateTimeFormat, type GrafanaTheme2, type IconName } from '@grafana/data';
import { Button, Icon, useStyles2 } from '@grafana/ui';
import { Loading } from '../../components/Loading';
import { FactLine } from '../../components/FactLine';
import { Stack } from '../../components/Stack';
import { checkPluginHealth, useStatus } from '../../data/companion';
import { testIds } from '../../testIds';
import { backendSteps, companionSteps, type DoctorStep } from './doctorSteps';

const marks: Record<DoctorStep['status'], { icon: IconName; word: string }> = {
  ok: { icon: 'check-circle', word: 'OK' },
  failing: { icon: 'exclamation-circle', word: 'Failing' },
  starting: { icon: 'clock-nine', word: 'Starting' },
};

/** Each step on the way to the companion: what was tried, what answered, what to do. */
export const ConnectionDoctor = ({ pluginVersion }: { pluginVersion: string }) => {
  const styles = useStyles2(getStyles);
  const health = useQuery({
    queryKey: ['pluginHealth'],
    queryFn: checkPluginHealth,
    retry: false,
    staleTime: 0,
    refetchInterval: false,
  });
  const status = useStatus();
  const running = health.isFetching || status.isFetching;
  const report = status.isError ? undefined : status.data;
  const steps = [
    ...(health.isPending ? [] : backendSteps(health.isError ? null : (health.data ?? null), health.error)),
    ...(status.isPending ? [] : companionSteps(report ?? null, status.error)),
  ];
  const run = () => {
    void health.refetch();
    void status.refetch();
  };
  return (
    <section aria-label="Connection doctor" className={styles.box} data-testid={testIds.configuration.doctor}>
      <Stack justify="space-between" wrap>
        <h3 className={styles.heading}>Connection doctor</h3>
        <Button
          variant="secondary"
          icon="sync"
          disabled={running}
          onClick={run}
          data-testid={testIds.configuration.runDoctor}
        >
          {running ? 'Checking…' : 'Check again'}
        </Button>
      </Stack>
      {steps.length === 0 && <Loading text="Checking each step…" />}
      <ol className={styles.steps} aria-live="polite">
        {steps.map(({ name, status: state, detail, remedy }, index) => (
          <li
            key={`${index} ${name}`}
            className={styles.step}
            data-testid={testIds.configuration.step}
            data-status={state}
          >
            <Icon name={marks[state].icon} className={styles[state]} title={marks[state].word} />
            <div>
              <strong>{name}</strong> <span className={styles.quiet}>{marks[state].word}</span>
              <div className={styles.detail}>{detail}</div>
              {remedy !== '' && <div className={styles.remedy}>What to do: {remedy}</div>}
            </div>
          </li>
        ))}
      </ol>
      {report && (
        <FactLine
          facts={[
            ['Plugin', pluginVersion],
            ['Companion', report.version],
            ['Alerts in', report.alertStore],
            ['Time series in', report.timeseriesStore],
            ['Series', report.series],
            ['Detectors', report.detectors],
            ['Running since', dateTimeFormat(report.startedAt)],
          ]}
        />
      )}
    </section>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), maxWidth: 800 }),
  heading: css({ margin: 0, fontSize: theme.typography.h4.fontSize }),
  steps: css({ listStyle: 'none', margin: 0, padding: 0 }),
  step: css({
    display: 'grid',
    gridTemplateColumns: `${theme.spacing(3)} 1fr`,
    padding: theme.spacing(1, 0),
    borderBottom: `1px solid ${theme.colors.border.weak}`,
  }),
  detail: css({ overflowWrap: 'anywhere' }),
  remedy: css({ fontWeight: theme.typography.fontWeightMedium, overflowWrap: 'anywhere' }),
  quiet: css({ color: theme.colors.text.secondary }),
  ok: css({ color: theme.colors.success.text }),
  failing: css({ color: theme.colors.error.text }),
  starting: css({ color: theme.colors.warning.text }),
});
