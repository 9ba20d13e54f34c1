import { viewColumns, viewDensities, viewGroupings, type Alert, type ViewSettings } from '@watchroom/contract';

export type ViewColumn = (typeof viewColumns)[number];
export type Grouping = ViewSettings['groupBy'];
export type Density = ViewSettings['density'];

/** How the inbox shows its alerts; part of the address and of saved views. */
export interface ViewState {
  /** In the order of the page; null for those that fit. */
  columns: readonly ViewColumn[] | null;
  groupBy: Grouping;
  density: Density;
}

export const defaultView: ViewState = { columns: null, groupBy: 'none', density: 'comfortable' };

export const columnNames: Record<ViewColumn, string> = {
  severity: 'Severity',
  service: 'Service, sender',
  team: 'Team',
  triage: 'Triage',
  assignee: 'Assignee',
  age: 'Age',
  count: 'Count',
  lastSeen: 'Last seen',
};
export const groupingNames: Record<Grouping, string> = {
  none: 'No groups',
  service: 'Service',
  severity: 'Severity',
  incident: 'Incident',
};

/** Reads `columns`, `group` and `density`; what it does not know falls back. */
export const readView = (params: URLSearchParams): ViewState => {
  const named = params.get('columns')?.split(',');
  return {
    columns: named ? viewColumns.filter((column) => named.includes(column)) : null,
    groupBy: viewGroupings.find((one) => one === params.get('group')) ?? 'none',
    density: viewDensities.find((one) => one === params.get('density')) ?? 'comfortable',
  };
};

/** The parameters of a view that are not the default's. */
export const viewParams = ({ columns, groupBy, density }: ViewState): Array<[string, string]> => [
  ...(columns === null ? [] : [['columns', columns.join(',')] as [string, string]]),
  ...(groupBy === 'none' ? [] : [['group', groupBy] as [string, string]]),
  ...(density === 'comfortable' ? [] : [['density', density] as [string, string]]),
];

const groupOf: Record<Exclude<Grouping, 'none'>, (alert: Alert) => string> = {
  service: ({ service }) => service ?? 'no service',
  severity: ({ severity }) => severity,
  incident: ({ incidentId }) => (incidentId === null ? 'no incident' : `incident ${incidentId}`),
};

export interface AlertGroup {
  name: string;
  alerts: Alert[];
}

/** What is loaded, by group; groups in the order of their first alert. One group without a name where nothing is grouped. */
export const groupAlerts = (alerts: readonly Alert[], groupBy: Grouping): AlertGroup[] => {
  if (groupBy === 'none') {
    return [{ name: '', alerts: [...alerts] }];
  }
  const groups = new Map<string, Alert[]>();
  for (const alert of alerts) {
    const name = groupOf[groupBy](alert);
    const held = groups.get(name);
    if (held) {
      held.push(alert);
    } else {
      groups.set(name, [alert]);
    }
  }
  return [...groups].map(([name, members]) => ({ name, alerts: members }));
};
