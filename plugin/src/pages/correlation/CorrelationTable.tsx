import React from 'react';
import { Icon } from '@grafana/ui';
import type { CorrelationRuleView } from '@watchroom/contract';
import { SimpleTable, type Column } from '../../components/SimpleTable';
import { shortDuration } from '../../components/time';
import { useDeleteCorrelationRule } from '../../data/correlation';
import { testIds } from '../../testIds';
import { Quiet, RowActions, Selector } from '../silences/cells';

interface Props {
  rules: readonly CorrelationRuleView[];
  canAct: boolean;
  onEdit: (name: string) => void;
}

const origins = {
  ui: null,
  file: { text: 'provisioned', title: 'It comes from a YAML file of the companion and is changed there' },
  'built-in': { text: 'built in', title: 'It holds where no file has rules; a rule of the same name replaces it' },
};

const Origin = ({ origin }: Pick<CorrelationRuleView, 'origin'>) => {
  const words = origins[origin];
  return (
    words && (
      <Quiet>
        <span title={words.title}>
          <Icon name="lock" size="sm" /> {words.text}
        </span>
      </Quiet>
    )
  );
};

const Actions = ({ rule, canAct, onEdit }: { rule: CorrelationRuleView; canAct: boolean; onEdit: () => void }) => (
  <RowActions
    name={rule.spec.name}
    canAct={canAct}
    origin={rule.origin === 'ui' ? 'ui' : 'file'}
    onEdit={onEdit}
    remove={useDeleteCorrelationRule()}
    id={rule.spec.name}
    removeLabel="Delete"
    question="Incidents that it has made stay; what comes from now on is grouped by the other rules."
  />
);

/** Correlation rules in the order in which they are looked at. */
export const CorrelationTable = ({ rules, canAct, onEdit }: Props) => {
  const columns: Array<Column<CorrelationRuleView>> = [
    {
      title: 'Rule',
      cell: ({ spec, origin }) => (
        <div>
          {spec.name}
          <Origin origin={origin} />
        </div>
      ),
    },
    {
      title: 'For',
      cell: ({ spec }) => (spec.matchers.length === 0 ? 'all alerts' : <Selector matchers={spec.matchers} />),
    },
    { title: 'One incident for each', cell: ({ spec }) => spec.groupBy.join(', ') },
    { title: 'Window', cell: ({ spec }) => shortDuration(spec.windowSeconds * 1000) },
    { title: 'Opens with', cell: ({ spec }) => (spec.minAlerts === 1 ? 'the first' : `${spec.minAlerts} alerts`) },
    { title: 'Firing now', cell: ({ firing }) => (firing === 1 ? '1 incident' : `${firing} incidents`) },
    {
      title: 'Actions',
      cell: (rule) => <Actions rule={rule} canAct={canAct} onEdit={() => onEdit(rule.spec.name)} />,
    },
  ];
  return (
    <SimpleTable
      label="Correlation rules"
      testId={testIds.correlation.list}
      rowTestId={testIds.correlation.row}
      items={rules}
      rowKey={({ spec }) => spec.name}
      columns={columns}
    />
  );
};
