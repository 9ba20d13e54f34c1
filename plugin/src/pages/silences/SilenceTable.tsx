import React from 'react';
import { dateTimeFormat } from '@grafana/data';
import type { Silence } from '@watchroom/contract';
import { SimpleTable, type Column } from '../../components/SimpleTable';
import { useExpireSilence } from '../../data/suppression';
import { testIds } from '../../testIds';
import { Marks, Quiet, RowActions, Selector } from './cells';

interface Props {
  silences: readonly Silence[];
  canAct: boolean;
  onEdit: (id: string) => void;
}

const Actions = ({ silence, canAct, onEdit }: { silence: Silence; canAct: boolean; onEdit: () => void }) => {
  const remove = useExpireSilence();
  const isOver = silence.state === 'expired';
  return (
    <RowActions
      name={silence.comment.split('\n')[0] ?? ''}
      canAct={canAct}
      origin={silence.origin}
      onEdit={onEdit}
      editLabel={isOver ? 'Again' : 'Edit'}
      remove={isOver ? null : remove}
      id={silence.id}
      removeLabel="End"
      question="It ends now. What it holds and still fires comes back, with a new decision on who is told."
    />
  );
};

/** Silences with what they hit. */
export const SilenceTable = ({ silences, canAct, onEdit }: Props) => {
  const columns: Array<Column<Silence>> = [
    {
      title: 'Silence',
      cell: ({ comment, createdBy, mode, origin }) => (
        <div>
          {comment}
          {origin === 'ui' && <Quiet>by {createdBy}</Quiet>}
          <Marks mode={mode} origin={origin} />
        </div>
      ),
    },
    { title: 'Alerts', cell: ({ matchers }) => <Selector matchers={matchers} /> },
    {
      title: 'State',
      cell: ({ state, endedBecause, endsOnResolve }) => (
        <div>
          {state}
          {endedBecause !== null && <Quiet>{endedBecause}</Quiet>}
          {state !== 'expired' && endsOnResolve && <Quiet>ends when the alerts resolve</Quiet>}
        </div>
      ),
    },
    { title: 'Starts', cell: ({ startsAt }) => dateTimeFormat(startsAt) },
    { title: 'Ends', cell: ({ endsAt }) => dateTimeFormat(endsAt) },
    { title: 'Hits now', cell: ({ hits }) => hits },
    {
      title: 'Actions',
      cell: (silence) => <Actions silence={silence} canAct={canAct} onEdit={() => onEdit(silence.id)} />,
    },
  ];
  return (
    <SimpleTable
      label="Silences"
      testId={testIds.silences.list}
      rowTestId={testIds.silences.row}
      items={silences}
      rowKey={({ id }) => id}
      columns={columns}
    />
  );
};
