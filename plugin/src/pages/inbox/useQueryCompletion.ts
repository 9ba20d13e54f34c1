import { useQuery } from '@tanstack/react-query';
import { completeQuery, type Completion } from '@watchroom/contract';
import { call } from '../../api/client';
import { useDebounced } from '../../components/useDebounced';
import { queryKey } from '../../data/keys';

export interface Option {
  text: string;
  about: string;
}

const pause = 150;
const most = 20;

/** What can follow at the cursor; values of fields and labels are asked for, most frequent first. */
export const useQueryCompletion = (
  query: string,
  cursor: number,
  open: boolean
): { place: Completion; options: Option[] } => {
  const place = completeQuery(query, Math.min(cursor, query.length));
  const field = place.kind === 'label' ? 'label' : place.kind === 'value' ? place.field : null;
  const prefix = useDebounced(place.prefix, pause);
  const { data } = useQuery({
    queryKey: queryKey('alertValues', field, prefix),
    queryFn: () => call('alertValues', { query: { field: field ?? '', prefix: prefix.slice(0, 200), limit: most } }),
    enabled: open && field !== null,
    staleTime: 10_000,
    retry: false,
  });
  const known = field === null ? [] : (data?.items ?? []);
  return {
    place,
    options: [
      ...place.options,
      ...known
        .filter(({ value }) => value.toLowerCase().startsWith(place.prefix.toLowerCase()))
        .map(({ value, count }) => ({ text: value, about: `${count}` })),
    ].slice(0, most),
  };
};
