import type { AlertSort } from '../../data/alertFilter';

/** How much room there is: cards on a phone, fewer columns on a small window. */
export type ListLayout = 'cards' | 'compact' | 'full';

export const layoutFor = (width: number): ListLayout =>
  width === 0 || width >= 960 ? 'full' : width >= 720 ? 'compact' : 'cards';

interface Column {
  name: string;
  /** A grid track. */
  track: string;
  sort?: AlertSort;
  /** Left out in the compact layout. */
  wideOnly?: boolean;
}

export const columns: readonly Column[] = [
  { name: 'Severity', track: '104px', sort: 'severity' },
  { name: 'Alert', track: 'minmax(180px, 1fr)', sort: 'name' },
  { name: 'Service, sender', track: '128px' },
  { name: 'Triage', track: '124px' },
  { name: 'Age', track: '68px', sort: 'startsAt' },
  { name: 'Count', track: '56px', sort: 'eventCount' },
  { name: 'Last seen', track: '88px', sort: 'lastSeenAt', wideOnly: true },
];

export const columnsIn = (layout: ListLayout): readonly Column[] =>
  columns.filter(({ wideOnly }) => layout === 'full' || !wideOnly);

/** `grid-template-columns` with the checkbox before and, where they may act, the actions behind. */
export const gridTracks = (layout: ListLayout, withActions: boolean): string =>
  ['32px', ...columnsIn(layout).map(({ track }) => track), ...(withActions ? ['100px'] : [])].join(' ');

export const rowHeight: Record<ListLayout, number> = { cards: 104, compact: 52, full: 52 };
