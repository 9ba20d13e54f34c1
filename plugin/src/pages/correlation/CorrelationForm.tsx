import React, { useState } from 'react';
import { Checkbox, Field, RadioButtonGroup } from '@grafana/ui';
import type { CorrelationRuleView } from '@watchroom/contract';
import { useSaveCorrelationRule } from '../../data/correlation';
import { mayCall } from '../../data/user';
import { testIds } from '../../testIds';
import { FormDrawer } from '../silences/FormDrawer';
import { SelectorRow, TextRow } from '../silences/formParts';
import { correlationDraft, newCorrelation, readCorrelation, type CorrelationDraft } from './correlationDraft';
import { CorrelationPreview } from './CorrelationPreview';

interface Props {
  rule: CorrelationRuleView | null;
  onClose: () => void;
}

const resolving = [
  { value: 'all' as const, label: 'the last of its alerts' },
  { value: 'any' as const, label: 'the first of its alerts' },
];

/** Makes a correlation rule, changes one, or shows one that is provisioned. */
export const CorrelationForm = ({ rule, onClose }: Props) => {
  const [draft, setDraft] = useState<CorrelationDraft>(() =>
    rule === null ? newCorrelation : correlationDraft(rule.spec)
  );
  const save = useSaveCorrelationRule(rule?.spec.name ?? null);
  const set = (change: Partial<CorrelationDraft>) => setDraft((held) => ({ ...held, ...change }));
  const readOnly = (rule !== null && rule.origin !== 'ui') || !mayCall('updateCorrelationRule');
  return (
    <FormDrawer
      title={rule === null ? 'New correlation rule' : readOnly ? 'Correlation rule' : 'Change the correlation rule'}
      saveLabel="Save"
      read={readCorrelation(draft)}
      save={save}
      onClose={onClose}
      readOnly={readOnly}
    >
      {(errors) => (
        <>
          <TextRow
            label="Name"
            value={draft.name}
            error={errors['name']}
            disabled={rule !== null}
            onChange={(name) => set({ name })}
            testId={testIds.correlation.name}
          />
          <SelectorRow
            label="For alerts that match"
            description="As in Prometheus, over labels and alertname, sender, severity and service; empty: all that have a label below"
            value={draft.selector}
            error={errors['matchers']}
            onChange={(selector) => set({ selector })}
          />
          <TextRow
            label="One incident for each"
            description="Labels, parted by commas; an alert needs at least one of them, others count as empty"
            placeholder="cluster, rack"
            value={draft.groupBy}
            error={errors['groupBy']}
            onChange={(groupBy) => set({ groupBy })}
            testId={testIds.correlation.groupBy}
          />
          <TextRow
            label="Window in minutes"
            type="number"
            description="An alert joins while it comes within so long of the incident's last one"
            value={draft.window}
            error={errors['windowSeconds']}
            onChange={(text) => set({ window: text })}
          />
          <TextRow
            label="Opens with so many alerts"
            type="number"
            description="Within the window; a critical alert waits for nobody"
            value={draft.minAlerts}
            error={errors['minAlerts']}
            onChange={(minAlerts) => set({ minAlerts })}
          />
          <CorrelationPreview rule={readCorrelation({ ...draft, name: draft.name || 'preview' }).spec} />
          <TextRow
            label="Title"
            description="With values of labels as {{label}}; empty: that of the worst alert"
            placeholder="Rack {{rack}} is in trouble"
            value={draft.title}
            error={errors['title']}
            onChange={(title) => set({ title })}
          />
          <Field label="It resolves with">
            <RadioButtonGroup
              options={resolving}
              value={draft.resolveOn}
              disabled={readOnly}
              onChange={(resolveOn) => set({ resolveOn })}
            />
          </Field>
          <TextRow
            label="Position"
            type="number"
            description="Rules of people are looked at in this order, lower ones first; provisioned and built-in ones come after"
            value={draft.position}
            error={errors['position']}
            onChange={(position) => set({ position })}
          />
          <Field>
            <Checkbox
              label="Also what only says that something happened"
              description="Else occurrences, as of intrusion detection, are grouped by bursts in time"
              value={draft.occurrences}
              onChange={(event) => set({ occurrences: event.currentTarget.checked })}
            />
          </Field>
        </>
      )}
    </FormDrawer>
  );
};
