import React, { useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Incident } from '@watchroom/contract';
import { DebouncedInput } from '../../../components/DebouncedInput';
import { Loading } from '../../../components/Loading';
import { ProblemState } from '../../../components/ProblemState';
import { SeverityLabel } from '../../../components/SeverityLabel';
import { TimeAgo } from '../../../components/TimeAgo';
import { useNow } from '../../../components/useNow';
import { useIncidentList } from '../../../data/incidents';
import { testIds } from '../../../testIds';

interface Props {
  /** Not offered: where the alerts are already. */
  except: ReadonlySet<string>;
  value: string | null;
  onChange: (incident: Incident) => void;
}

/** Firing ones first; otherwise as the list came, newest first. */
const offered = (incidents: readonly Incident[], except: ReadonlySet<string>): Incident[] =>
  incidents
    .filter(({ id, mergedInto }) => !except.has(id) && mergedInto === undefined)
    .sort((a, b) => Number(b.status === 'firing') - Number(a.status === 'firing'));

/** One incident out of all, by a search over their titles. */
export const IncidentPicker = ({ except, value, onChange }: Props) => {
  const styles = useStyles2(getStyles);
  const now = useNow();
  const [text, setText] = useState('');
  const { data, error, refetch } = useIncidentList({ status: [], severity: [], text });
  const incidents = offered(data?.pages.flatMap(({ items }) => items) ?? [], except);
  return (
    <div data-testid={testIds.arrange.picker}>
      <DebouncedInput
        value={text}
        onChange={setText}
        label="Search incidents"
        placeholder="Search incidents by title"
      />
      {!data && !error && <Loading text="Loading incidents…" />}
      {!data && error && (
        <ProblemState error={error} what="Incidents could not be loaded" onRetry={() => void refetch()} />
      )}
      {data && incidents.length === 0 && (
        <p role="status">{text === '' ? 'There is no other incident.' : 'No other incident fits the search.'}</p>
      )}
      {incidents.length > 0 && (
        <div role="radiogroup" aria-label="Incident" className={styles.list}>
          {incidents.map((incident) => (
            <label key={incident.id} className={styles.option}>
              <input
                type="radio"
                name="watchroom-incident"
                checked={value === incident.id}
                onChange={() => onChange(incident)}
              />
              <span className={styles.words}>
                <span className={styles.title}>{incident.title}</span>
                <span className={styles.facts}>
                  <SeverityLabel severity={incident.severity} status={incident.status} />
                  {incident.alertCount === 1 ? '1 alert' : `${incident.alertCount} alerts`}, began{' '}
                  <TimeAgo at={incident.startsAt} now={now} suffix=" ago" />
                </span>
              </span>
            </label>
          ))}
        </div>
      )}
    </div>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({
    maxHeight: 300,
    marginTop: theme.spacing(1),
    overflowY: 'auto',
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.borderRadius(1),
  }),
  option: css({
    display: 'flex',
    alignItems: 'flex-start',
    gap: theme.spacing(1),
    margin: 0,
    padding: theme.spacing(1),
    cursor: 'pointer',
    '&:hover, &:focus-within': { background: theme.colors.action.hover },
    input: { flex: 'none', marginTop: theme.spacing(0.5) },
  }),
  words: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(0.25), minWidth: 0 }),
  title: css({ fontWeight: theme.typography.fontWeightMedium, overflowWrap: 'anywhere' }),
  facts: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
});
