import type { estypes } from '@elastic/elasticsearch';
import {
  facetFields,
  type Alert,
  type AlertFilter,
  type AlertListQuery,
  type FacetField,
  type Facets,
  type Page,
} from '@watchroom/contract';
import { alertPosition, alertScope } from '../alert-order.js';
import { decodeCursor } from '../cursor.js';
import { maxFacetValues, wanted } from '../facets.js';
import { pageFrom } from '../page.js';
import { searchWords } from '../search-text.js';
import { documentId, wordQuery, type StoredDocument } from './documents.js';
import type { Hit, Reads } from './reads.js';

export interface AlertQueries {
  byIds(ids: string[]): Promise<Alert[]>;
  list(query: AlertListQuery): Promise<Page<Alert>>;
  facets(filter: AlertFilter): Promise<Facets>;
  snoozeEnded(now: number, limit: number): Promise<Alert[]>;
}

type Query = estypes.QueryDslQueryContainer;

const sortFields: Record<AlertListQuery['sort'], string> = {
  lastSeenAt: 'last_seen_at',
  startsAt: 'starts_at',
  severity: 'severity_rank',
  eventCount: 'event_count',
  name: 'name_sort',
};

const parsed = ({ document }: Pick<Hit, 'document'>): Alert => JSON.parse(document) as Alert;

/** The filters of the facet fields, one left out where asked. */
const facetFilters = (filter: AlertFilter, except?: FacetField): Query[] =>
  facetFields.flatMap((field) => {
    const values = field === except ? undefined : wanted(filter, field);
    return values ? [{ terms: { [field]: [...values] } }] : [];
  });

/** The part of a filter that is no facet field. */
const otherFilters = ({ incidentId, suppressed, text }: AlertFilter): Query[] => [
  ...(incidentId === undefined ? [] : [{ term: { incident_id: incidentId } }]),
  ...(suppressed === undefined ? [] : [{ term: { suppressed } }]),
  ...searchWords(text).map(wordQuery),
];

const all = (filters: Query[]): Query => ({ bool: { filter: filters } });

interface FacetCounts {
  doc_count: number;
  values: { buckets: Array<{ key: string; doc_count: number }> };
}
type FacetAnswer = Record<FacetField, FacetCounts> & { total: { doc_count: number } };

const countsBy = (field: FacetField, filter: AlertFilter): estypes.AggregationsAggregationContainer => ({
  filter: all(facetFilters(filter, field)),
  aggs: {
    values: { terms: { field, size: maxFacetValues, order: [{ _count: 'desc' as const }, { _key: 'asc' as const }] } },
  },
});

const valuesOf = ({ values }: FacetCounts): Array<{ value: string; count: number }> =>
  values.buckets.map(({ key, doc_count: count }) => ({ value: key, count }));

export const createAlertQueries = (index: string, reads: Reads): AlertQueries => ({
  byIds: async (ids) => {
    const found = await reads.byIds<StoredDocument>('get_alerts', index, ids.map(documentId), ['document']);
    return found.map(({ source }) => parsed(source));
  },
  list: async (query) => {
    const scope = alertScope(query);
    const after = query.cursor === undefined ? undefined : decodeCursor(scope, query.cursor);
    await reads.catchUp('list_alerts', index);
    const { hits, total } = await reads.search('list_alerts', {
      index,
      query: all([...facetFilters(query), ...otherFilters(query)]),
      sort: [{ [sortFields[query.sort]]: query.order }, { id: query.order }],
      size: query.limit + 1,
      ...(after ? { search_after: [after.value, after.id] } : {}),
    });
    return pageFrom(hits.map(parsed), query.limit, total, scope, (item) => alertPosition(item, query.sort));
  },
  facets: async (filter) => {
    await reads.catchUp('facets', index);
    const answer = await reads.aggregate<FacetAnswer>('facets', {
      index,
      query: all(otherFilters(filter)),
      aggs: {
        total: { filter: all(facetFilters(filter)) },
        ...Object.fromEntries(facetFields.map((field) => [field, countsBy(field, filter)])),
      },
    });
    return {
      total: answer.total.doc_count,
      fields: {
        status: valuesOf(answer.status),
        triage: valuesOf(answer.triage),
        severity: valuesOf(answer.severity),
        sender: valuesOf(answer.sender),
        service: valuesOf(answer.service),
      },
    };
  },
  snoozeEnded: async (now, limit) => {
    const request: estypes.SearchRequest = {
      index,
      query: all([{ term: { triage: 'snoozed' } }, { range: { snoozed_until: { lte: now } } }]),
      sort: [{ snoozed_until: 'asc' }, { id: 'asc' }],
    };
    return (await reads.searchAll('snooze_ended', request, limit)).map(parsed);
  },
});
