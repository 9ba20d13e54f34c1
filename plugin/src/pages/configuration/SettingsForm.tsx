import React, { useState, type FormEvent } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Alert, Button, Checkbox, Field, Input, SecretInput, SecretTextArea, useStyles2 } from '@grafana/ui';
import { ProblemState } from '../../components/ProblemState';
import { useSavePluginSettings, type StoredSettings } from '../../data/companion';
import { testIds } from '../../testIds';
import { draftErrors, draftOf, settingsOf, type SettingsDraft } from './settingsForm';

interface Props {
  stored: StoredSettings;
  onSaved: () => void;
}

/** Where the companion is and the secret shared with it. */
export const SettingsForm = ({ stored, onSaved }: Props) => {
  const styles = useStyles2(getStyles);
  const [draft, setDraft] = useState<SettingsDraft>(() => draftOf(stored));
  const [tried, setTried] = useState(false);
  const { mutate, isPending, error, isSuccess, reset } = useSavePluginSettings();
  const errors = draftErrors(draft);
  const shown = tried ? errors : {};
  const change = (part: Partial<SettingsDraft>) => {
    reset();
    setDraft((held) => ({ ...held, ...part }));
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(errors).length > 0) {
      return;
    }
    mutate(settingsOf(draft, stored), {
      onSuccess: () => {
        setDraft((held) => ({
          ...held,
          pluginSecret: null,
          tlsCACert: held.tlsCACert?.trim() === '' ? '' : null,
        }));
        setTried(false);
        onSaved();
      },
    });
  };
  return (
    <form className={styles.form} onSubmit={save} noValidate data-testid={testIds.configuration.form}>
      <Field
        label="Companion URL"
        description="As Grafana’s server reaches it, not your browser. In containers 127.0.0.1 is the container itself."
        invalid={shown.companionUrl !== undefined}
        error={shown.companionUrl}
      >
        <Input
          id="watchroom-companion-url"
          type="url"
          value={draft.companionUrl}
          placeholder="http://127.0.0.1:8787"
          onChange={(event) => change({ companionUrl: event.currentTarget.value })}
          data-testid={testIds.configuration.url}
        />
      </Field>
      <Field
        label="Shared secret"
        description="The same as the companion’s WATCHROOM_PLUGIN_SECRET. Grafana keeps it encrypted and never shows it again."
        invalid={shown.pluginSecret !== undefined}
        error={shown.pluginSecret}
      >
        <SecretInput
          id="watchroom-plugin-secret"
          isConfigured={draft.pluginSecret === null}
          value={draft.pluginSecret ?? ''}
          autoComplete="new-password"
          onReset={() => change({ pluginSecret: '' })}
          onChange={(event) => change({ pluginSecret: event.currentTarget.value })}
          data-testid={testIds.configuration.secret}
        />
      </Field>
      <Field
        label="CA certificate"
        description="Only for https with a certificate of your own authority; in PEM form."
        invalid={shown.tlsCACert !== undefined}
        error={shown.tlsCACert}
      >
        <SecretTextArea
          id="watchroom-ca-cert"
          rows={4}
          cols={64}
          isConfigured={draft.tlsCACert === null}
          value={draft.tlsCACert ?? ''}
          placeholder="-----BEGIN CERTIFICATE-----"
          onReset={() => change({ tlsCACert: '' })}
          onChange={(event) => change({ tlsCACert: event.currentTarget.value })}
          data-testid={testIds.configuration.caCert}
        />
      </Field>
      <div className={styles.check}>
        <Checkbox
          label="Skip the check of the TLS certificate"
          description="Anybody between Grafana and the companion could then read and change what passes. For tests only."
          value={draft.tlsSkipVerify}
          onChange={(event) => change({ tlsSkipVerify: event.currentTarget.checked })}
          data-testid={testIds.configuration.tlsSkipVerify}
        />
      </div>
      <div>
        <Button type="submit" disabled={isPending} data-testid={testIds.configuration.save}>
          {isPending ? 'Saving…' : 'Save and test'}
        </Button>
      </div>
      <div aria-live="polite">
        {isSuccess && <Alert severity="success" title="Saved" data-testid={testIds.configuration.saved} />}
        {error && <ProblemState error={error} what="The settings could not be saved" />}
      </div>
    </form>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  form: css({ maxWidth: 640, display: 'flex', flexDirection: 'column', gap: theme.spacing(0.5) }),
  check: css({ marginBottom: theme.spacing(2) }),
});
