import React from 'react';
import { dateTimeFormat } from '@grafana/data';
import type { MaintenanceWindow } from '@watchroom/contract';
import { SimpleTable, type Column } from '../../components/SimpleTable';
import { useDeleteWindow } from '../../data/suppression';
import { testIds } from '../../testIds';
import { Marks, Quiet, RowActions, Selector } from './cells';

interface Props {
  windows: readonly MaintenanceWindow[];
  canAct: boolean;
  onEdit: (name: string) => void;
}

const Actions = ({ window, canAct, onEdit }: { window: MaintenanceWindow; canAct: boolean; onEdit: () => void }) => (
  <RowActions
    name={window.spec.name}
    canAct={canAct}
    origin={window.origin}
    onEdit={onEdit}
    remove={useDeleteWindow()}
    id={window.spec.name}
    removeLabel="Delete"
    question="It holds nothing any more, from now on. What it holds now and still fires comes back."
  />
);

/** Maintenance windows with their next times. */
export const WindowTable = ({ windows, canAct, onEdit }: Props) => {
  const columns: Array<Column<MaintenanceWindow>> = [
    {
      title: 'Window',
      cell: ({ spec, origin }) => (
        <div>
          {spec.name}
          {spec.comment !== '' && <Quiet>{spec.comment}</Quiet>}
          <Marks mode={spec.mode} origin={origin} />
        </div>
      ),
    },
    { title: 'Alerts', cell: ({ spec }) => <Selector matchers={spec.matchers} /> },
    {
      title: 'When',
      cell: ({ spec }) => (
        <div>
          {spec.rrule ?? 'once'}
          <Quiet>
            from {spec.start.replace('T', ' ')}, {spec.timezone}, for {spec.durationMinutes} min
          </Quiet>
        </div>
      ),
    },
    {
      title: 'State',
      cell: ({ state, activeUntil, next }) => (
        <div>
          {state}
          {activeUntil !== null && <Quiet>until {dateTimeFormat(activeUntil)}</Quiet>}
          {next[0] !== undefined && <Quiet>next {dateTimeFormat(next[0])}</Quiet>}
        </div>
      ),
    },
    { title: 'Matches now', cell: ({ hits }) => hits },
    {
      title: 'Actions',
      cell: (window) => <Actions window={window} canAct={canAct} onEdit={() => onEdit(window.spec.name)} />,
    },
  ];
  return (
    <SimpleTable
      label="Maintenance windows"
      testId={testIds.silences.list}
      rowTestId={testIds.silences.row}
      items={windows}
      rowKey={({ spec }) => spec.name}
      columns={columns}
    />
  );
};
