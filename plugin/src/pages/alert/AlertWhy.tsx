import React from 'react';
import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import { Loading } from '../../components/Loading';
import { ProblemState } from '../../components/ProblemState';
import { useAlertWhy } from '../../data/suppression';
import { testIds } from '../../testIds';

/** Times in the companion's sentences, as people read them here. */
const readable = (text: string): string =>
  text.replace(/\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, (iso) => dateTimeFormat(Date.parse(iso)));

/** Why people heard, or did not hear, of an alert, and what would happen if it fired now. */
export const AlertWhy = ({ id }: { id: string }) => {
  const styles = useStyles2(getStyles);
  const { data, error, refetch } = useAlertWhy(id);
  if (error) {
    return <ProblemState error={error} what="The reasons could not be loaded" onRetry={() => void refetch()} />;
  }
  if (!data) {
    return <Loading text="Looking for the reasons…" />;
  }
  const { summary, decisions, earlier, ifNow } = data;
  const would = ifNow.monitoredBy.map(({ kind, name }) => `${kind} ${name}`).join(', ');
  return (
    <div data-testid={testIds.alert.why}>
      <p>{readable(summary)}</p>
      <section className={styles.now} aria-label="If it fired now" data-testid={testIds.alert.ifNow}>
        <Icon name={ifNow.send ? 'bell' : 'bell-slash'} />
        <div>
          <strong>If it fired now</strong>
          <div>{readable(ifNow.text)}</div>
          {would !== '' && <div className={styles.quiet}>{would} would hold it, but only monitors</div>}
        </div>
      </section>
      {earlier > 0 && <p className={styles.quiet}>{earlier} earlier lines are in the timeline</p>}
      <ol className={styles.list}>
        {decisions.map(({ at, kind, actor, text }, index) => (
          <li key={`${at}-${kind}-${index}`} className={styles.item}>
            <span className={styles.quiet}>{dateTimeFormat(at)}</span>
            <span>
              {readable(text)}
              {actor !== null && <span className={styles.quiet}> by {actor}</span>}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  now: css({
    display: 'flex',
    gap: theme.spacing(1),
    padding: theme.spacing(1),
    marginBottom: theme.spacing(2),
    background: theme.colors.background.secondary,
    borderRadius: theme.shape.borderRadius(1),
  }),
  list: css({ listStyle: 'none', margin: 0, padding: 0 }),
  item: css({
    display: 'grid',
    gridTemplateColumns: '150px minmax(0, 1fr)',
    gap: theme.spacing(1),
    padding: theme.spacing(0.5, 0),
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    overflowWrap: 'anywhere',
    [theme.breakpoints.down('md')]: { gridTemplateColumns: 'minmax(0, 1fr)' },
  }),
  quiet: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
