import type { AlertSort } from '../../data/alertFilter';

/** How much room there is: cards on a phone, fewer columns on a small window. */
export type ListLayout = 'cards' | 'compact' | 'full';

export const layoutFor = (width: number): ListLayout =>
  width === 0 || width >= 1080 ? 'full' : width >= 720 ? 'compact' : 'cards';

interface Column {
  name: string;
  /** A grid track. */
  track: string;
  sort?: AlertSort;
  /** Left out in the compact layout. */
  wideOnly?: boolean;
}

export const columns: readonly Column[] = [
  { name: 'Severity', track: '128px', sort: 'severity' },
  { name: 'Alert', track: 'minmax(180px, 1fr)', sort: 'name' },
  { name: 'Service', track: '130px' },
  { name: 'Triage', track: '150px' },
  { name: 'Age', track: '80px', sort: 'startsAt' },
  { name: 'Count', track: '64px', sort: 'eventCount' },
  { name: 'Sender', track: '110px', wideOnly: true },
  { name: 'Last seen', track: '90px', sort: 'lastSeenAt', wideOnly: true },
];

export const columnsIn = (layout: ListLayout): readonly Column[] =>
  columns.filter(({ wideOnly }) => layout === 'full' || !wideOnly);

/** `grid-template-columns` with the checkbox before and, where they may act, the actions behind. */
export const gridTracks = (layout: ListLayout, withActions: boolean): string =>
  ['32px', ...columnsIn(layout).map(({ track }) => track), ...(withActions ? ['112px'] : [])].join(' ');

export const rowHeight: Record<ListLayout, number> = { cards: 112, compact: 52, full: 52 };
