import {
  allOf,
  conjuncts,
  filterQuery,
  parseQuery,
  printQuery,
  type QueryNode,
  type SavedView,
  type ViewSettings,
} from '@watchroom/contract';
import { noFilter, type InboxState } from './inboxUrl';
import type { ViewState } from './viewState';

/** The inbox as a view keeps it: facets and words become one query. */
export const settingsOf = ({ filter, sort, order, view }: InboxState): ViewSettings => {
  const query = filterQuery(filter);
  return {
    q: conjuncts(query).length === 0 ? '' : printQuery(query),
    sort,
    order,
    ...(view.columns && { columns: [...view.columns] }),
    groupBy: view.groupBy,
    density: view.density,
  };
};

/** The inbox as a view shows it. */
export const stateOf = ({ q, sort, order, columns, groupBy, density }: SavedView): Partial<InboxState> => {
  const view: ViewState = { columns: columns ?? null, groupBy, density };
  return { filter: { ...noFilter, q }, sort, order, view };
};

const sameValue = (label: string, value: string) => (node: QueryNode) =>
  node.kind === 'value' && node.field === `label.${label}` && node.parts.length === 1 && node.parts[0] === value;

/** The values of a label that a query asks for by itself. */
export const labelValues = (q: string, label: string): string[] =>
  readable(q).flatMap((node) => {
    const options = node.kind === 'or' ? node.nodes : [node];
    const values = options.flatMap((one) =>
      one.kind === 'value' && one.field === `label.${label}` && one.parts.length === 1 ? one.parts : []
    );
    return values.length === options.length ? values : [];
  });

/** The query with one more value of a label among those that are wanted, or one less. */
export const toggleLabel = (q: string, label: string, value: string): string => {
  const held = labelValues(q, label);
  const next = held.includes(value) ? held.filter((one) => one !== value) : [...held, value];
  const others = readable(q).filter((node) => {
    const options = node.kind === 'or' ? node.nodes : [node];
    return !options.every((one) => held.some((old) => sameValue(label, old)(one)));
  });
  const wanted = next.map((one): QueryNode => ({ kind: 'value', field: `label.${label}`, parts: [one] }));
  const nodes = [
    ...others,
    ...(wanted.length === 0
      ? []
      : [wanted.length === 1 ? (wanted[0] as QueryNode) : ({ kind: 'or', nodes: wanted } as QueryNode)]),
  ];
  return nodes.length === 0 ? '' : printQuery(allOf(nodes));
};

const readable = (q: string): QueryNode[] => {
  try {
    return conjuncts(parseQuery(q));
  } catch {
    return [];
  }
};
