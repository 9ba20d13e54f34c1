import React from 'react';
import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { severities, type SuppressionPreviewRequest } from '@watchroom/contract';
import { Loading } from '../../components/Loading';
import { ProblemState } from '../../components/ProblemState';
import { SeverityLabel } from '../../components/SeverityLabel';
import { TextLink } from '../../components/TextLink';
import { useDebounced } from '../../components/useDebounced';
import { useSuppressionPreview } from '../../data/suppression';
import { mayCall } from '../../data/user';
import { alertPage, appHref } from '../../navigation';
import { testIds } from '../../testIds';

/** ms that the form rests before the preview is asked for. */
const rest = 350;
const shown = 10;

const countText = (total: number): string =>
  total === 0 ? 'Hits no alert that fires now' : `Hits ${total === 1 ? '1 alert' : `${total} alerts`} now`;

/** What the rule in the form would hit now; asked for when typing rests. `request` is null while the form says too little. */
export const HitsPreview = ({ request }: { request: SuppressionPreviewRequest | null }) => {
  const styles = useStyles2(getStyles);
  const text = useDebounced(request === null ? '' : JSON.stringify(request), rest);
  const may = mayCall('previewSuppression');
  const asked = may && text !== '' ? (JSON.parse(text) as SuppressionPreviewRequest) : null;
  const { data, error } = useSuppressionPreview(asked);
  if (!may) {
    return null;
  }
  if (request === null || text === '') {
    return (
      <p className={styles.quiet}>The preview shows which alerts would be hit once the fields above are filled.</p>
    );
  }
  if (error) {
    return <ProblemState error={error} what="The preview could not be made" />;
  }
  if (!data) {
    return <Loading text="Looking what would be hit…" />;
  }
  const bySeverity = severities.flatMap((severity) =>
    data.severities[severity] ? [`${data.severities[severity]} ${severity}`] : []
  );
  return (
    <section aria-label="Preview" aria-live="polite" className={styles.box} data-testid={testIds.silences.preview}>
      <strong>
        {countText(data.total)}
        {bySeverity.length > 0 && `: ${bySeverity.join(', ')}`}
      </strong>
      {request.kind === 'inhibition' && (
        <div className={styles.quiet}>
          {data.sources === 1 ? '1 firing alert is its source' : `${data.sources} firing alerts are its sources`}
        </div>
      )}
      {data.next.length > 0 && (
        <div className={styles.quiet}>Next: {data.next.map((at) => dateTimeFormat(at)).join(', ')}</div>
      )}
      <ul className={styles.list}>
        {data.alerts.slice(0, shown).map((alert) => (
          <li key={alert.id} className={styles.item}>
            <SeverityLabel severity={alert.severity} status={alert.status} />
            <TextLink href={appHref(alertPage(alert.id))}>{alert.name}</TextLink>
            <span className={styles.quiet}>{alert.service}</span>
          </li>
        ))}
      </ul>
      {data.total > shown && <div className={styles.quiet}>and {data.total - shown} more</div>}
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
  list: css({ listStyle: 'none', margin: theme.spacing(1, 0, 0), padding: 0 }),
  item: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1), padding: theme.spacing(0.25, 0) }),
  quiet: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
