import React, { useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Field, Select, TextArea, useStyles2 } from '@grafana/ui';
import type { SenderInfo } from '@watchroom/contract';
import { ProblemState } from '../../components/ProblemState';
import { usePreviewSender } from '../../data/senders';
import { testIds } from '../../testIds';
import { PreviewedEvents } from './PreviewedEvents';

const ownMapping = '';

const exampleMapping = `events: alarms
name: headline
status: state
severity: level
identity: [id]
startsAt: since
labels:
  '*': labels
  host: host.name
links:
  - { title: Alarm, url: href }
`;
const examplePayload = `{
  "alarms": [
    {
      "id": "a-1",
      "headline": "Queue is stuck",
      "state": "firing",
      "level": "critical",
      "since": "2026-11-23T05:00:00Z",
      "host": { "name": "crm-1" },
      "labels": { "service": "crm" },
      "href": "https://crm.example/a-1"
    }
  ]
}`;

/** Reads a pasted payload as a sender would, or by a mapping that is being written. Nothing is stored. */
export const Tryout = ({ senders }: { senders: readonly SenderInfo[] }) => {
  const styles = useStyles2(getStyles);
  const [sender, setSender] = useState(ownMapping);
  const [mapping, setMapping] = useState(exampleMapping);
  const [payload, setPayload] = useState(examplePayload);
  const preview = usePreviewSender();
  const byMapping = sender === ownMapping;
  const options = [
    { value: ownMapping, label: 'A mapping of my own' },
    ...senders.map(({ name, title }) => ({ value: name, label: title })),
  ];
  const run = () =>
    preview.mutate({ sender: byMapping ? null : sender, mapping: byMapping ? mapping : null, payload, headers: {} });
  return (
    <div className={styles.page} data-testid={testIds.senders.tryout}>
      <p className={styles.quiet}>
        What would become of a payload. Nothing is stored. A mapping that fits goes into the YAML of the companion,
        under <code>senders</code>.
      </p>
      <Field label="Read it as" htmlFor="watchroom-tryout-sender">
        <Select
          inputId="watchroom-tryout-sender"
          aria-label="Read it as"
          options={options}
          value={sender}
          onChange={({ value }) => setSender(value ?? ownMapping)}
          width={40}
        />
      </Field>
      <div className={styles.texts}>
        {byMapping && (
          <Field label="Mapping" description="YAML; the expressions are JSONata" className={styles.field}>
            <TextArea
              id="watchroom-tryout-mapping"
              aria-label="Mapping"
              rows={16}
              spellCheck={false}
              className={styles.code}
              value={mapping}
              onChange={({ currentTarget }) => setMapping(currentTarget.value)}
              data-testid={testIds.senders.mapping}
            />
          </Field>
        )}
        <Field label="Payload" description="As the sender posts it" className={styles.field}>
          <TextArea
            id="watchroom-tryout-payload"
            aria-label="Payload"
            rows={16}
            spellCheck={false}
            className={styles.code}
            value={payload}
            onChange={({ currentTarget }) => setPayload(currentTarget.value)}
            data-testid={testIds.senders.tryPayload}
          />
        </Field>
      </div>
      <div>
        <Button icon="play" onClick={run} disabled={preview.isPending || payload.trim() === ''}>
          Try it
        </Button>
      </div>
      <div aria-live="polite">
        {preview.error && <ProblemState error={preview.error} what="It could not be tried" onRetry={run} />}
        {preview.data && <PreviewedEvents preview={preview.data} />}
      </div>
    </div>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), minWidth: 0 }),
  quiet: css({ margin: 0, color: theme.colors.text.secondary }),
  texts: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(2) }),
  field: css({ flex: '1 1 320px', minWidth: 0, margin: 0 }),
  code: css({ fontFamily: theme.typography.fontFamilyMonospace, fontSize: theme.typography.bodySmall.fontSize }),
});
