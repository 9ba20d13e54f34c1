import React from 'react';
import type { InhibitionRule } from '@watchroom/contract';
import { SimpleTable, type Column } from '../../components/SimpleTable';
import { useDeleteRule } from '../../data/suppression';
import { testIds } from '../../testIds';
import { Marks, Quiet, RowActions, Selector } from './cells';

interface Props {
  rules: readonly InhibitionRule[];
  canAct: boolean;
  onEdit: (name: string) => void;
}

const Actions = ({ rule, canAct, onEdit }: { rule: InhibitionRule; canAct: boolean; onEdit: () => void }) => (
  <RowActions
    name={rule.spec.name}
    canAct={canAct}
    origin={rule.origin}
    onEdit={onEdit}
    remove={useDeleteRule()}
    id={rule.spec.name}
    removeLabel="Delete"
    question="What it holds now and still fires comes back."
  />
);

/** Inhibition rules with what they hold. */
export const RuleTable = ({ rules, canAct, onEdit }: Props) => {
  const columns: Array<Column<InhibitionRule>> = [
    {
      title: 'Rule',
      cell: ({ spec, origin }) => (
        <div>
          {spec.name}
          {spec.comment !== '' && <Quiet>{spec.comment}</Quiet>}
          <Marks mode={spec.mode} origin={origin} />
        </div>
      ),
    },
    { title: 'While this fires', cell: ({ spec }) => <Selector matchers={spec.source} /> },
    { title: 'this is held', cell: ({ spec }) => <Selector matchers={spec.target} /> },
    { title: 'Same', cell: ({ spec }) => (spec.equal.length > 0 ? spec.equal.join(', ') : 'nothing') },
    {
      title: 'Now',
      cell: ({ sources, hits }) => `${sources === 1 ? '1 source' : `${sources} sources`}, ${hits} held`,
    },
    {
      title: 'Actions',
      cell: (rule) => <Actions rule={rule} canAct={canAct} onEdit={() => onEdit(rule.spec.name)} />,
    },
  ];
  return (
    <SimpleTable
      label="Inhibition rules"
      testId={testIds.silences.list}
      rowTestId={testIds.silences.row}
      items={rules}
      rowKey={({ spec }) => spec.name}
      columns={columns}
    />
  );
};
