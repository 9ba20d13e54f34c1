import React, { lazy, Suspense } from 'react';
import { PanelPlugin, type PanelProps, type SelectFieldConfigSettings } from '@grafana/data';
import { LoadingPlaceholder } from '@grafana/ui';
import type { Severity } from '@watchroom/contract';
import type { AlertSort } from '../../data/alertFilter';
import type { AlertListOptions } from './options';

const LazyPanel = lazy(async () => ({ default: (await import('./AlertListPanel')).AlertListPanel }));

const Panel = (props: PanelProps<AlertListOptions>) => (
  <Suspense fallback={<LoadingPlaceholder text="Loading…" />}>
    <LazyPanel {...props} />
  </Suspense>
);

const which = ['Which alerts'];
const arrangement = ['Arrangement'];

const severities: Severity[] = ['critical', 'high', 'warning', 'unknown', 'info'];
const sortNames: Record<AlertSort, string> = {
  lastSeenAt: 'Last seen',
  startsAt: 'Start',
  severity: 'Severity',
  eventCount: 'Events',
  name: 'Name',
};

export const plugin = new PanelPlugin<AlertListOptions>(Panel).setPanelOptions((builder) =>
  builder
    .addMultiSelect<unknown, SelectFieldConfigSettings<unknown>>({
      path: 'status',
      name: 'Status',
      description: 'Nothing chosen means any',
      category: which,
      defaultValue: ['firing'],
      settings: {
        options: [
          { value: 'firing', label: 'Firing' },
          { value: 'resolved', label: 'Resolved' },
        ],
      },
    })
    .addMultiSelect<unknown, SelectFieldConfigSettings<unknown>>({
      path: 'triage',
      name: 'Triage',
      description: 'Nothing chosen means any',
      category: which,
      defaultValue: [],
      settings: {
        options: [
          { value: 'open', label: 'Open' },
          { value: 'acknowledged', label: 'Acknowledged' },
          { value: 'snoozed', label: 'Snoozed' },
          { value: 'closed', label: 'Closed' },
        ],
      },
    })
    .addMultiSelect<unknown, SelectFieldConfigSettings<unknown>>({
      path: 'severity',
      name: 'Severity',
      description: 'Nothing chosen means any',
      category: which,
      defaultValue: [],
      settings: { options: severities.map((value) => ({ value, label: value })) },
    })
    .addTextInput({
      path: 'service',
      name: 'Service',
      description: 'One or several, parted by commas; may hold variables such as $service',
      category: which,
      defaultValue: '',
    })
    .addTextInput({
      path: 'text',
      name: 'Words',
      description: 'Each has to stand in name, summary, description, service or a label; may hold variables',
      category: which,
      defaultValue: '',
    })
    .addSelect({
      path: 'sort',
      name: 'Sort by',
      category: arrangement,
      defaultValue: 'severity',
      settings: { options: Object.entries(sortNames).map(([value, label]) => ({ value: value as AlertSort, label })) },
    })
    .addRadio({
      path: 'order',
      name: 'Order',
      category: arrangement,
      defaultValue: 'desc',
      settings: {
        options: [
          { value: 'desc', label: 'Descending' },
          { value: 'asc', label: 'Ascending' },
        ],
      },
    })
    .addNumberInput({
      path: 'limit',
      name: 'At most',
      description: 'So many alerts, 1 to 1000',
      category: arrangement,
      defaultValue: 20,
      settings: { min: 1, max: 1000, integer: true },
    })
    .addBooleanSwitch({
      path: 'groupByIncident',
      name: 'Group by incident',
      category: arrangement,
      defaultValue: false,
    })
);
