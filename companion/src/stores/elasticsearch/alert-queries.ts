import type { estypes } from '@elastic/elasticsearch';
import type { Alert, AlertFilter, AlertListQuery, Asker, Facets, Page, ValueCount } from '@watchroom/contract';
import { alertPosition, alertScope } from '../alert-order.js';
import { decodeCursor } from '../cursor.js';
import { pageFrom } from '../page.js';
import { resolvedQuery } from '../resolved-query.js';
import { facetRequest, valuesRequest, type Terms } from './alert-facets.js';
import { documentId, type StoredDocument } from './documents.js';
import { allQueries, queryDsl } from './query-dsl.js';
import type { Hit, Reads } from './reads.js';

export interface AlertQueries {
  byIds(ids: string[]): Promise<Alert[]>;
  list(query: AlertListQuery, asker?: Asker): Promise<Page<Alert>>;
  facets(filter: AlertFilter, labels: readonly string[], asker?: Asker): Promise<Facets>;
  values(field: string, prefix: string, limit: number): Promise<ValueCount[]>;
  snoozeEnded(now: number, limit: number): Promise<Alert[]>;
}

const sortFields: Record<AlertListQuery['sort'], string> = {
  lastSeenAt: 'last_seen_at',
  startsAt: 'starts_at',
  severity: 'severity_rank',
  eventCount: 'event_count',
  name: 'name_sort',
};

const parsed = ({ document }: Pick<Hit, 'document'>): Alert => JSON.parse(document) as Alert;

export const createAlertQueries = (index: string, reads: Reads): AlertQueries => ({
  byIds: async (ids) => {
    const found = await reads.byIds<StoredDocument>('get_alerts', index, ids.map(documentId), ['document']);
    return found.map(({ source }) => parsed(source));
  },
  list: async (query, asker) => {
    const scope = alertScope(query);
    const after = query.cursor === undefined ? undefined : decodeCursor(scope, query.cursor);
    const wanted = queryDsl(resolvedQuery(query, asker));
    await reads.catchUp('list_alerts', index);
    const { hits, total } = await reads.search('list_alerts', {
      index,
      query: allQueries([wanted]),
      sort: [{ [sortFields[query.sort]]: query.order }, { id: query.order }],
      size: query.limit + 1,
      ...(after ? { search_after: [after.value, after.id] } : {}),
    });
    return pageFrom(hits.map(parsed), query.limit, total, scope, (item) => alertPosition(item, query.sort));
  },
  facets: async (filter, labels, asker) => {
    const { searches, read } = facetRequest(resolvedQuery(filter, asker), labels);
    await reads.catchUp('facets', index);
    return read(
      await Promise.all(
        searches.map(({ query, aggs }, at) =>
          reads.aggregate<Record<string, Terms>>('facets', { index, query, aggs, track_total_hits: at === 0 })
        )
      )
    );
  },
  values: async (field, prefix, limit) => {
    const request = valuesRequest(field, prefix, limit);
    if (!request) {
      return [];
    }
    await reads.catchUp('alert_values', index);
    const { aggregations } = await reads.aggregate<{ values: Terms }>('alert_values', { index, aggs: request.aggs });
    return request.read(aggregations);
  },
  snoozeEnded: async (now, limit) => {
    const request: estypes.SearchRequest = {
      index,
      query: allQueries([{ term: { triage: 'snoozed' } }, { range: { snoozed_until: { lte: now } } }]),
      sort: [{ snoozed_until: 'asc' }, { id: 'asc' }],
    };
    return (await reads.searchAll('snooze_ended', request, limit)).map(parsed);
  },
});
