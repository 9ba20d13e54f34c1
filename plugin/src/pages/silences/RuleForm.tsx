import React, { useState } from 'react';
import type { InhibitionRule } from '@watchroom/contract';
import { useSaveRule } from '../../data/suppression';
import { testIds } from '../../testIds';
import { newRule, readRule, ruleDraft, type RuleDraft } from './drafts';
import { FormDrawer } from './FormDrawer';
import { ModeRow, SelectorRow, TextRow } from './formParts';
import { HitsPreview } from './HitsPreview';

interface Props {
  rule: InhibitionRule | null;
  onClose: () => void;
}

/** Makes an inhibition rule, or changes one. */
export const RuleForm = ({ rule, onClose }: Props) => {
  const [draft, setDraft] = useState<RuleDraft>(() => (rule === null ? newRule : ruleDraft(rule.spec)));
  const save = useSaveRule(rule?.spec.name ?? null);
  const set = (change: Partial<RuleDraft>) => setDraft((held) => ({ ...held, ...change }));
  const preview = readRule({ ...draft, name: draft.name || 'preview' }).spec;
  return (
    <FormDrawer
      title={rule === null ? 'New inhibition rule' : 'Change the inhibition rule'}
      saveLabel="Save"
      read={readRule(draft)}
      save={save}
      onClose={onClose}
      readOnly={rule?.origin === 'file'}
    >
      {(errors) => (
        <>
          <TextRow
            label="Name"
            value={draft.name}
            error={errors['name']}
            disabled={rule !== null}
            onChange={(name) => set({ name })}
            testId={testIds.silences.name}
          />
          <SelectorRow
            label="While an alert fires that matches"
            value={draft.source}
            error={errors['source']}
            onChange={(source) => set({ source })}
            testId={testIds.silences.selector}
          />
          <SelectorRow
            label="hold those that match"
            description="An alert that matches both is held only by others that do not"
            value={draft.target}
            error={errors['target']}
            onChange={(target) => set({ target })}
          />
          <TextRow
            label="and have the same"
            description="Labels, parted by commas; one that is missing counts as empty"
            placeholder="cluster, host"
            value={draft.equal}
            error={errors['equal']}
            onChange={(equal) => set({ equal })}
          />
          <HitsPreview
            request={
              preview && { kind: 'inhibition', source: preview.source, target: preview.target, equal: preview.equal }
            }
          />
          <TextRow
            label="Comment"
            value={draft.comment}
            error={errors['comment']}
            onChange={(comment) => set({ comment })}
          />
          <ModeRow mode={draft.mode} onChange={(mode) => set({ mode })} />
        </>
      )}
    </FormDrawer>
  );
};
