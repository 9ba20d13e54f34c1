import React, { useState, type FormEvent } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Checkbox, Field, Icon, Input, Modal, useStyles2 } from '@grafana/ui';
import { roleAllows, type SavedView } from '@watchroom/contract';
import { EmptyState } from '../../components/EmptyState';
import { Loading } from '../../components/Loading';
import { ProblemState } from '../../components/ProblemState';
import { currentUser } from '../../data/user';
import { useDeleteView, useSaveView, useViews } from '../../data/views';
import { testIds } from '../../testIds';
import type { InboxState } from './inboxUrl';
import { settingsOf, stateOf } from './viewFilter';

interface Props {
  state: InboxState;
  onOpen: (change: Partial<InboxState>) => void;
  onClose: () => void;
}

/** Views to open, to keep and to remove. */
export const SavedViews = ({ state, onOpen, onClose }: Props) => {
  const styles = useStyles2(getStyles);
  const views = useViews();
  const save = useSaveView();
  const remove = useDeleteView();
  const [name, setName] = useState('');
  const [shared, setShared] = useState(false);
  const mayShare = roleAllows(currentUser().role, 'Editor');
  const existing = views.data?.items.find((view) => view.name === name.trim() && view.editable);
  const keep = (event: FormEvent): void => {
    event.preventDefault();
    save.mutate(
      { id: existing?.id ?? null, spec: { ...settingsOf(state), name: name.trim(), shared } },
      { onSuccess: () => setName('') }
    );
  };
  const problem = save.error ?? remove.error;

  return (
    <Modal title="Views" isOpen onDismiss={onClose}>
      <div data-testid={testIds.inbox.views}>
        {views.isPending && <Loading text="Loading views…" />}
        {views.isError && (
          <ProblemState error={views.error} what="Views could not be loaded" onRetry={() => void views.refetch()} />
        )}
        {views.data?.items.length === 0 && (
          <EmptyState icon="bookmark" title="No views yet">
            Keep the filters, columns and order of the inbox under a name.
          </EmptyState>
        )}
        <ul className={styles.list}>
          {views.data?.items.map((view) => (
            <li key={view.id} className={styles.view}>
              <Button
                fill="text"
                className={styles.name}
                onClick={() => {
                  onOpen(stateOf(view));
                  onClose();
                }}
              >
                {view.name}
              </Button>
              <span className={styles.about}>{kindOf(view)}</span>
              {view.editable && (
                <Button
                  fill="text"
                  size="sm"
                  variant="secondary"
                  icon="trash-alt"
                  aria-label={`Remove the view ${view.name}`}
                  disabled={remove.isPending}
                  onClick={() => remove.mutate(view.id)}
                />
              )}
            </li>
          ))}
        </ul>
        {problem && <ProblemState error={problem} what="The view could not be kept" />}
        <form onSubmit={keep} className={styles.form}>
          <Field label="Keep what is shown as" className={styles.field}>
            <Input
              id="watchroom-view-name"
              value={name}
              maxLength={100}
              onChange={(event) => setName(event.currentTarget.value)}
            />
          </Field>
          {mayShare && (
            <Checkbox label="Share with everybody" value={shared} onChange={() => setShared((now) => !now)} />
          )}
          <Button type="submit" disabled={name.trim() === '' || save.isPending}>
            {existing ? 'Replace' : 'Save'}
          </Button>
          {save.isSuccess && name === '' && (
            <span role="status">
              <Icon name="check" /> Kept
            </span>
          )}
        </form>
      </div>
    </Modal>
  );
};

const kindOf = ({ origin, shared, owner }: SavedView): string =>
  origin === 'file' ? 'provisioned' : shared ? `shared by ${owner ?? ''}` : 'private';

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ margin: theme.spacing(0, 0, 2), padding: 0, listStyle: 'none', maxHeight: 320, overflowY: 'auto' }),
  view: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1) }),
  name: css({ flex: 1, justifyContent: 'flex-start', minWidth: 0, overflowWrap: 'anywhere' }),
  about: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  form: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(2) }),
  field: css({ marginBottom: 0, flex: '1 1 200px' }),
});
