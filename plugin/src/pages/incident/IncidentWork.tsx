import React, { useState, type FormEvent } from 'react';
import { Button, Checkbox, Input, RadioButtonGroup } from '@grafana/ui';
import { incidentStage, type Incident } from '@watchroom/contract';
import { ProblemState } from '../../components/ProblemState';
import { Stack } from '../../components/Stack';
import { ViewerNote } from '../../components/ViewerNote';
import { useExportPostMortem, useIncidentAction } from '../../data/incidentWork';
import { currentUser, mayCall } from '../../data/user';
import { testIds } from '../../testIds';

const stages = incidentStage.options.map((value) => ({ value, label: value }));

/** One line of text and a button; what was typed stays until it is saved. */
const LineForm = ({ label, button, onSave }: { label: string; button: string; onSave: (text: string) => void }) => {
  const [text, setText] = useState('');
  const save = (event: FormEvent) => {
    event.preventDefault();
    onSave(text.trim());
    setText('');
  };
  return (
    <form onSubmit={save}>
      <Stack>
        <Input
          aria-label={label}
          placeholder={label}
          value={text}
          maxLength={1000}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button size="sm" type="submit" variant="secondary" disabled={text.trim() === ''}>
          {button}
        </Button>
      </Stack>
    </form>
  );
};

/** What people do about an incident: lead, stage, tasks, comments, post-mortem. */
export const IncidentWork = ({ incident }: { incident: Incident }) => {
  const { mutate, isPending, error } = useIncidentAction(incident.id);
  const postMortem = useExportPostMortem(incident.id);
  const { login } = currentUser();
  const may = mayCall('changeIncident');
  const mine = incident.lead === login && login !== '';
  const tasks = incident.tasks ?? [];
  return (
    <div data-testid={testIds.incident.work}>
      <Stack direction="column">
        {!may && <ViewerNote testId={testIds.incident.viewer} actions="leading, commenting, tasks and moving alerts" />}
        <Stack wrap>
          <span>Lead: {incident.lead ?? 'nobody'}</span>
          {may && (
            <Button
              size="sm"
              variant="secondary"
              icon="user"
              disabled={isPending || login === ''}
              onClick={() => mutate({ kind: 'change', change: { lead: mine ? null : login } })}
            >
              {mine ? 'Give the lead back' : 'Take the lead'}
            </Button>
          )}
          <Button
            size="sm"
            variant="secondary"
            icon="file-alt"
            disabled={postMortem.isPending}
            onClick={() => postMortem.mutate()}
          >
            Export post-mortem
          </Button>
        </Stack>
        <RadioButtonGroup
          size="sm"
          options={stages}
          value={incident.stage ?? 'open'}
          disabled={!may || isPending}
          onChange={(stage) => mutate({ kind: 'change', change: { stage } })}
          aria-label="Stage"
        />
        {tasks.map(({ id, text, done }) => (
          <Checkbox
            key={id}
            label={text}
            value={done}
            disabled={!may || isPending}
            onChange={() => mutate({ kind: 'task', taskId: id, done: !done })}
          />
        ))}
        {may && <LineForm label="Add a task" button="Add" onSave={(text) => mutate({ kind: 'addTask', text })} />}
        {may && (
          <LineForm
            label="Add a comment to the timeline"
            button="Comment"
            onSave={(text) => mutate({ kind: 'comment', text })}
          />
        )}
        {error && <ProblemState error={error} what="It could not be saved" />}
        {postMortem.error && <ProblemState error={postMortem.error} what="The post-mortem could not be made" />}
      </Stack>
    </div>
  );
};
