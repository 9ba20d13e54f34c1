import type { estypes } from '@elastic/elasticsearch';
import { searchWords, type Incident, type IncidentListQuery, type Page, type TimelineEntry } from '@watchroom/contract';
import { incidentPosition, incidentScope } from '../alert-order.js';
import type { PageRequest } from '../alert-store.js';
import { decodeCursor } from '../cursor.js';
import { pageFrom } from '../page.js';
import { timelinePosition, timelineScope, type TimelineOf } from '../timeline-order.js';
import { documentId, wordQuery, type StoredDocument } from './documents.js';
import type { Hit, Reads } from './reads.js';

export interface IncidentQueries {
  byIds(ids: string[]): Promise<Incident[]>;
  recent(since: number): Promise<Incident[]>;
  list(query: IncidentListQuery): Promise<Page<Incident>>;
  timeline(of: TimelineOf, page: PageRequest): Promise<Page<TimelineEntry>>;
}

const parsed = ({ document }: Pick<Hit, 'document'>): Incident => JSON.parse(document) as Incident;

const oneOf = (field: string, values: readonly string[] | undefined) =>
  values && values.length > 0 ? [{ terms: { [field]: [...values] } }] : [];

export const createIncidentQueries = (
  indices: { incidents: string; timeline: string },
  reads: Reads
): IncidentQueries => ({
  byIds: async (ids) => {
    const found = await reads.byIds<StoredDocument>('get_incidents', indices.incidents, ids.map(documentId), [
      'document',
    ]);
    return found.map(({ source }) => parsed(source));
  },
  recent: async (since) => {
    // Correlation must see the incident that the alert before made, so this read does not lag.
    await reads.refresh('recent_incidents', indices.incidents);
    const request: estypes.SearchRequest = {
      index: indices.incidents,
      query: { bool: { should: [{ term: { status: 'firing' } }, { range: { last_seen_at: { gte: since } } }] } },
      sort: [{ starts_at: 'asc' }, { id: 'asc' }],
    };
    return (await reads.searchAll('recent_incidents', request, Infinity)).map(parsed);
  },
  list: async ({ status, severity, text, limit, cursor }) => {
    const after = cursor === undefined ? undefined : decodeCursor(incidentScope, cursor);
    await reads.catchUp('list_incidents', indices.incidents);
    const filter = [...oneOf('status', status), ...oneOf('severity', severity), ...searchWords(text).map(wordQuery)];
    const { hits, total } = await reads.search('list_incidents', {
      index: indices.incidents,
      query: { bool: { filter } },
      sort: [{ starts_at: 'desc' }, { id: 'desc' }],
      size: limit + 1,
      ...(after ? { search_after: [after.value, after.id] } : {}),
    });
    return pageFrom(hits.map(parsed), limit, total, incidentScope, incidentPosition);
  },
  timeline: async (of, { limit, cursor }) => {
    const scope = timelineScope(of);
    const after = cursor === undefined ? undefined : decodeCursor(scope, cursor);
    await reads.catchUp('timeline', indices.timeline);
    const { hits, total } = await reads.search('timeline', {
      index: indices.timeline,
      query: { term: 'alertId' in of ? { alert_id: of.alertId } : { incident_id: of.incidentId } },
      sort: [{ at: 'desc' }, { id: 'desc' }],
      size: limit + 1,
      ...(after ? { search_after: [after.value, after.id] } : {}),
    });
    const entries = hits.map(({ document }) => JSON.parse(document) as TimelineEntry);
    return pageFrom(entries, limit, total, scope, timelinePosition);
  },
});
