import React, { useMemo, useState, type FormEvent } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Alert, Button, LinkButton, useStyles2 } from '@grafana/ui';
import { useNavigate } from 'react-router';
import type { Detector } from '@watchroom/contract';
import { ApiProblem } from '../../api/apiProblem';
import { FeedbackInForce } from '../../components/anomaly/FeedbackInForce';
import { ProblemState } from '../../components/ProblemState';
import { Stack } from '../../components/Stack';
import { ViewerNote } from '../../components/ViewerNote';
import { useSaveDetector } from '../../data/detectors';
import { mayCall } from '../../data/user';
import { anomaliesPage, appHref, newDetectorPage } from '../../navigation';
import { appPath } from '../../pluginId';
import { testIds } from '../../testIds';
import { DeleteDetector } from './DeleteDetector';
import type { DetectorDraft, DraftField } from './detectorDraft';
import { DetectorForm } from './DetectorForm';
import { DetectorPreview } from './DetectorPreview';
import { fieldOf, readDraft, type DraftErrors } from './draftSpec';
import { useDetectorPreview } from './useDetectorPreview';
import { useUnsavedGuard } from './useUnsavedGuard';

interface Props {
  /** What stands in the form at first. */
  initial: DetectorDraft;
  /** The detector that is changed; null for a new one. */
  existing: Detector | null;
}

/** What the companion said of single fields. */
const refusals = (error: Error | null, { sourceType }: DetectorDraft): DraftErrors => {
  const found: DraftErrors = {};
  for (const { field, message } of error instanceof ApiProblem ? error.fields : []) {
    const own = fieldOf(field, sourceType);
    if (own !== null) {
      found[own] ??= message;
    }
  }
  return found;
};

/** The form of a detector with what it would have found beside it. */
export const DetectorEditor = ({ initial, existing }: Props) => {
  const styles = useStyles2(getStyles);
  const navigate = useNavigate();
  const [saved, setSaved] = useState(initial);
  const [draft, setDraft] = useState(initial);
  const [touched, setTouched] = useState<ReadonlySet<DraftField>>(new Set());
  const [tried, setTried] = useState(false);
  const { mutate, isPending, error, isSuccess, reset } = useSaveDetector(existing?.name ?? null);
  const { spec, errors } = useMemo(() => readDraft(draft), [draft]);
  const canPreview = mayCall('previewDetector');
  const preview = useDetectorPreview(canPreview ? spec : null, existing === null);
  const guard = useUnsavedGuard(JSON.stringify(draft) !== JSON.stringify(saved));

  const mayEdit = mayCall('updateDetector');
  const provisioned = existing?.origin === 'file';
  const disabled = provisioned || !mayEdit;
  const shown = Object.fromEntries(
    Object.entries(errors).filter(([field]) => tried || touched.has(field as DraftField))
  ) as DraftErrors;
  const said = { ...refusals(preview.error, draft), ...refusals(error, draft) };
  const change = (part: Partial<DetectorDraft>) => {
    reset();
    setTouched((before) => new Set([...before, ...(Object.keys(part) as DraftField[])]));
    setDraft((before) => ({ ...before, ...part }));
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (spec === null || Object.keys(errors).length > 0) {
      return;
    }
    mutate(spec, {
      onSuccess: () => {
        setSaved(draft);
        if (existing === null) {
          guard.release();
          navigate(appPath('detectors'));
        }
      },
    });
  };
  return (
    <>
      {!mayEdit && <ViewerNote testId={testIds.detectors.viewerNote} actions="making and changing detectors" />}
      {provisioned && (
        <Alert
          severity="info"
          title="Provisioned: it can be looked at but not changed here"
          data-testid={testIds.detector.readOnly}
        >
          It comes from a YAML file in the companion’s configuration folder, and is changed there. A duplicate can be
          changed here.
        </Alert>
      )}
      <Stack wrap>
        {existing && (
          <LinkButton variant="secondary" icon="chart-line" href={appHref(anomaliesPage({ detector: existing.name }))}>
            Its anomalies
          </LinkButton>
        )}
        {existing && mayEdit && (
          <LinkButton variant="secondary" icon="copy" href={appHref(newDetectorPage(existing.name))}>
            Duplicate
          </LinkButton>
        )}
        {existing && mayEdit && !provisioned && (
          <DeleteDetector
            name={existing.name}
            onDeleted={() => {
              guard.release();
              navigate(appPath('detectors'));
            }}
          />
        )}
      </Stack>
      {existing?.lastError && (
        <Alert severity="error" title="Its last run failed">
          {existing.lastError}
        </Alert>
      )}
      <div className={styles.columns}>
        <form className={styles.form} onSubmit={save} noValidate data-testid={testIds.detector.form}>
          <DetectorForm
            draft={draft}
            errors={{ ...said, ...shown }}
            disabled={disabled}
            nameFixed={existing !== null}
            onChange={change}
          />
          {!disabled && (
            <div aria-live="polite">
              <Stack wrap>
                <Button type="submit" disabled={isPending} data-testid={testIds.detector.save}>
                  {isPending ? 'Saving…' : existing ? 'Save' : 'Make the detector'}
                </Button>
                <LinkButton variant="secondary" href={appHref('detectors')}>
                  Cancel
                </LinkButton>
                {tried && Object.keys(shown).length > 0 && (
                  <span className={styles.error}>Something above is missing or wrong.</span>
                )}
                {isSuccess && existing && <span>Saved</span>}
              </Stack>
              {error && <ProblemState error={error} what="It could not be saved" />}
            </div>
          )}
        </form>
        {canPreview && (
          <div className={styles.preview}>
            <DetectorPreview preview={preview} />
          </div>
        )}
      </div>
      {existing && <FeedbackInForce filter={{ detector: existing.name }} />}
    </>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  columns: css({
    display: 'grid',
    gap: theme.spacing(3),
    gridTemplateColumns: 'minmax(0, 5fr) minmax(0, 7fr)',
    [theme.breakpoints.down('lg')]: { gridTemplateColumns: 'minmax(0, 1fr)' },
  }),
  form: css({ minWidth: 0 }),
  preview: css({
    minWidth: 0,
    [theme.breakpoints.up('lg')]: { position: 'sticky', top: theme.spacing(6), alignSelf: 'start' },
  }),
  error: css({ color: theme.colors.error.text }),
});
