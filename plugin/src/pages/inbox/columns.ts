import type { AlertSort } from '../../data/alertFilter';
import { columnNames, type Density, type ViewColumn } from './viewState';

/** How much room there is: cards on a phone, fewer columns on a small window. */
export type ListLayout = 'cards' | 'compact' | 'full';

export const layoutFor = (width: number): ListLayout =>
  width === 0 || width >= 960 ? 'full' : width >= 720 ? 'compact' : 'cards';

interface Column {
  key: ViewColumn | 'alert';
  name: string;
  /** A grid track. */
  track: string;
  sort?: AlertSort;
}

const column = (key: ViewColumn, track: string, sort?: AlertSort): Column => ({
  key,
  name: columnNames[key],
  track,
  ...(sort && { sort }),
});

const columns: readonly Column[] = [
  column('severity', '104px', 'severity'),
  { key: 'alert', name: 'Alert', track: 'minmax(180px, 1fr)', sort: 'name' },
  column('service', '128px'),
  column('team', '96px'),
  column('triage', '124px'),
  column('assignee', '96px'),
  column('age', '68px', 'startsAt'),
  column('count', '56px', 'eventCount'),
  column('lastSeen', '88px', 'lastSeenAt'),
];

/** What is shown where nobody chose; the last only where there is room. */
const usual: readonly ViewColumn[] = ['severity', 'service', 'triage', 'age', 'count', 'lastSeen'];

/** The columns that a layout shows by themselves. */
export const usualColumns = (layout: ListLayout): readonly ViewColumn[] =>
  usual.filter((key) => layout === 'full' || key !== 'lastSeen');

export const columnsIn = (layout: ListLayout, chosen: readonly ViewColumn[] | null): readonly Column[] => {
  const shown = chosen ?? usualColumns(layout);
  return columns.filter(({ key }) => key === 'alert' || shown.includes(key));
};

/** `grid-template-columns` with the checkbox before and, where they may act, the actions behind. */
export const gridTracks = (shown: readonly Column[], withActions: boolean): string =>
  ['32px', ...shown.map(({ track }) => track), ...(withActions ? ['100px'] : [])].join(' ');

/** px of a row; a dense one has the summary beside the name. */
export const rowHeight = (layout: ListLayout, density: Density): number =>
  layout === 'cards' ? 104 : density === 'compact' ? 34 : 52;

/** px of the line above a group. */
export const groupHeight = 32;
