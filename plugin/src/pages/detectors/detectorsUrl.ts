export const detectorSorts = ['name', 'health', 'series', 'open', 'week', 'cost'] as const;
export type DetectorSort = (typeof detectorSorts)[number];

export interface DetectorsState {
  text: string;
  sort: DetectorSort;
  order: 'asc' | 'desc';
}

/** Names are read from A on, of everything else the most comes first. */
export const firstOrder = (sort: DetectorSort): DetectorsState['order'] => (sort === 'name' ? 'asc' : 'desc');

/** Reads `?q=cpu&sort=week&order=desc`. */
export const parseDetectorsUrl = (search: string): DetectorsState => {
  const params = new URLSearchParams(search);
  const sort = detectorSorts.find((known) => known === params.get('sort')) ?? 'name';
  const order = params.get('order');
  return { text: params.get('q') ?? '', sort, order: order === 'asc' || order === 'desc' ? order : firstOrder(sort) };
};

/** The inverse of `parseDetectorsUrl`. */
export const formatDetectorsUrl = ({ text, sort, order }: DetectorsState): string => {
  const params = new URLSearchParams();
  if (text !== '') {
    params.set('q', text);
  }
  if (sort !== 'name' || order !== firstOrder(sort)) {
    params.set('sort', sort);
    params.set('order', order);
  }
  const written = params.toString();
  return written === '' ? '' : `?${written}`;
};
