import React, { useState } from 'react';
import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { RadioButtonGroup, useStyles2 } from '@grafana/ui';
import type {
  CorrelatedGroup,
  CorrelationPreview as Preview,
  CorrelationPreviewRequest,
  PlacedCorrelationRule,
} from '@watchroom/contract';
import { Loading } from '../../components/Loading';
import { ProblemState } from '../../components/ProblemState';
import { SeverityLabel } from '../../components/SeverityLabel';
import { useDebounced } from '../../components/useDebounced';
import { useCorrelationPreview } from '../../data/correlation';
import { mayCall } from '../../data/user';
import { testIds } from '../../testIds';

/** ms that the form rests before the preview is asked for. */
const rest = 400;
const ranges = [1, 3, 7, 14].map((days) => ({ value: days, label: days === 1 ? '1 day' : `${days} days` }));

const alertsText = (count: number): string => (count === 1 ? '1 alert' : `${count} alerts`);
const incidentsText = (count: number): string => (count === 1 ? '1 incident' : `${count} incidents`);

const headline = ({ taken, incidents, incidentsNow }: Preview): string =>
  taken === 0
    ? 'It is for none of the alerts of these days'
    : `${alertsText(taken)} would have been ${incidentsText(incidents)}; ${taken === 1 ? 'it is' : 'they are'} in ${incidentsNow} now`;

const notes = ({ examined, cut, takenBefore, waiting }: Preview): string[] => [
  cut ? `Only the newest ${alertsText(examined)} were looked at` : `${alertsText(examined)} were looked at`,
  ...(takenBefore > 0 ? [`${alertsText(takenBefore)} more would fit but rules before it take them`] : []),
  ...(waiting > 0 ? [`${alertsText(waiting)} would have waited in vain for others`] : []),
];

const Group = ({ group }: { group: CorrelatedGroup }) => {
  const styles = useStyles2(getStyles);
  return (
    <li className={styles.item}>
      <SeverityLabel severity={group.severity} status="resolved" />
      <strong>{group.title ?? group.key}</strong>
      <span>{alertsText(group.alerts)}</span>
      <span className={styles.quiet}>
        {dateTimeFormat(group.from)}
        {group.to > group.from && ` to ${dateTimeFormat(group.to)}`}: {group.names.join(', ')}
      </span>
    </li>
  );
};

/** What the rule in the form would have made of the last days; asked for when typing rests. Null while the form says too little. */
export const CorrelationPreview = ({ rule }: { rule: PlacedCorrelationRule | null }) => {
  const styles = useStyles2(getStyles);
  const [days, setDays] = useState(3);
  const text = useDebounced(rule === null ? '' : JSON.stringify({ rule, days }), rest);
  const may = mayCall('previewCorrelationRule');
  const asked = may && text !== '' ? (JSON.parse(text) as CorrelationPreviewRequest) : null;
  const { data, error } = useCorrelationPreview(asked);
  if (!may) {
    return null;
  }
  return (
    <section aria-label="Preview" aria-live="polite" className={styles.box} data-testid={testIds.correlation.preview}>
      <div role="group" aria-label="Days of the preview" className={styles.range}>
        <span>With the alerts of the last</span>
        <RadioButtonGroup size="sm" options={ranges} value={days} onChange={setDays} />
      </div>
      {rule === null && (
        <p className={styles.quiet}>The preview shows what would have been grouped once labels are named.</p>
      )}
      {rule !== null && error && <ProblemState error={error} what="The preview could not be made" />}
      {rule !== null && !error && !data && <Loading text="Looking what would have been grouped…" />}
      {rule !== null && !error && data && (
        <>
          <strong>{headline(data)}</strong>
          {notes(data).map((note) => (
            <div key={note} className={styles.quiet}>
              {note}
            </div>
          ))}
          <ul className={styles.list}>
            {data.groups.map((group) => (
              <Group key={`${group.key} ${group.from}`} group={group} />
            ))}
          </ul>
          {data.incidents > data.groups.length && (
            <div className={styles.quiet}>and {incidentsText(data.incidents - data.groups.length)} more</div>
          )}
        </>
      )}
    </section>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({
    padding: theme.spacing(1),
    marginBottom: theme.spacing(2),
    background: theme.colors.background.secondary,
    borderRadius: theme.shape.borderRadius(1),
  }),
  range: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1) }),
  list: css({ listStyle: 'none', margin: theme.spacing(1, 0, 0), padding: 0 }),
  item: css({
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0, 1),
    padding: theme.spacing(0.5, 0),
    overflowWrap: 'anywhere',
  }),
  quiet: css({ margin: 0, color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
