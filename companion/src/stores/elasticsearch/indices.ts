import { reportMeasures } from '@watchroom/contract';
import type { Client, estypes } from '@elastic/elasticsearch';
import type { Connection } from './connection.js';
import { createDailyIndices, ignoreExisting, retireUndated } from './daily-indices.js';
import { dailyKinds, firstIndexOf, indexKinds, lastingKinds, type IndexKind, type IndexNames } from './index-names.js';

/** Longest term that is indexed: 8191 UTF-16 units stay below Lucene's 32,766 bytes whatever the script. */
const keyword = { type: 'keyword', ignore_above: 8191 } as const;
const date = { type: 'date', format: 'epoch_millis' } as const;
const labels = { type: 'flattened', ignore_above: 4000 } as const;
const integer = { type: 'long' } as const;
/**
 * The document as JSON text, not as an object: Elasticsearch refuses label names such as "", "." or "a..b" even in
 * objects that it does not index, and an accepted event must never be refused for its labels.
 */
const document = { type: 'keyword', index: false, doc_values: false } as const;
/**
 * Every three letters in a row are a term with its place, so that a phrase query finds a word in the midst of others
 * exactly where SQL's instr() does. Chosen over `wildcard` fields, which are not in every distribution.
 */
const search = { type: 'text', analyzer: 'watchroom_trigrams', norms: false } as const;

const versioned = { id: keyword, version: integer, written_by: keyword, document };

const properties: Record<IndexKind, Record<string, estypes.MappingProperty>> = {
  alerts: {
    ...versioned,
    status: keyword,
    triage: keyword,
    severity: keyword,
    sender: keyword,
    service: keyword,
    // Written up to 0.2; older documents have it.
    suppressed: { type: 'boolean' },
    assignee: keyword,
    team: keyword,
    suppressed_by: keyword,
    incident_id: keyword,
    snoozed_until: date,
    severity_rank: integer,
    name: keyword,
    name_sort: keyword,
    starts_at: date,
    last_seen_at: date,
    first_seen_at: date,
    ends_at: date,
    event_count: integer,
    refire_count: integer,
    shape: integer,
    label_pairs: keyword,
    label_names: keyword,
    labels,
    annotations: labels,
    search,
  },
  incidents: {
    ...versioned,
    title: keyword,
    status: keyword,
    severity: keyword,
    starts_at: date,
    last_seen_at: date,
    search,
  },
  events: {
    seq: integer,
    id: keyword,
    fingerprint: keyword,
    received_at: date,
    applied: { type: 'boolean' },
    sender: keyword,
    name: keyword,
    status: keyword,
    severity: keyword,
    service: keyword,
    labels,
    document,
  },
  timeline: { id: keyword, at: date, kind: keyword, alert_id: keyword, incident_id: keyword, document },
  tallies: {
    hour: date,
    team: keyword,
    service: keyword,
    name: keyword,
    ...Object.fromEntries(reportMeasures.map((measure) => [measure, integer])),
  },
  documents: { kind: keyword, id: keyword, written_by: keyword, document },
};

const trigrams: estypes.IndicesIndexSettings = {
  analysis: {
    tokenizer: { watchroom_trigrams: { type: 'ngram', min_gram: 3, max_gram: 3 } },
    analyzer: { watchroom_trigrams: { type: 'custom', tokenizer: 'watchroom_trigrams' } },
  },
};

const settings: estypes.IndicesIndexSettings = {
  number_of_shards: 1,
  auto_expand_replicas: '0-1',
  // Set, because without it an index that nobody searches is not refreshed: lists may lag behind another companion by a second, not by more.
  refresh_interval: '1s',
  // A write is answered after its sync to disk.
  translog: { durability: 'request' },
};

const mappings = (kind: IndexKind): estypes.MappingTypeMapping => ({ dynamic: 'strict', properties: properties[kind] });

const templateOf = (alias: string, kind: IndexKind): estypes.IndicesPutIndexTemplateRequest => ({
  name: alias,
  index_patterns: [`${alias}-*`],
  // Above the templates that Elasticsearch brings along.
  priority: 500,
  template: { settings: { ...settings, ...trigrams }, mappings: mappings(kind) },
});

const makeIndex = async (client: Client, alias: string): Promise<void> => {
  if (!(await client.indices.existsAlias({ name: alias }))) {
    await client.indices
      .create({ index: firstIndexOf(alias), aliases: { [alias]: { is_write_index: true } } })
      .catch(ignoreExisting);
  }
};

/**
 * Puts the templates, makes the indices that are missing and adds the fields that are new. `now` (ms) tells which day's. What an older Watchroom
 * wrote without regard to days stays where it is until it is over.
 */
export const openIndices = async (
  connection: Connection,
  aliases: IndexNames,
  now: number
): Promise<{ hasUndatedEvents: boolean }> => {
  const putTemplate = (kind: IndexKind): Promise<unknown> =>
    connection.send('open', (client) => client.indices.putIndexTemplate(templateOf(aliases[kind], kind)));
  const addFields = (kind: IndexKind): Promise<unknown> =>
    connection.send('open', (client) =>
      client.indices.putMapping({ index: aliases[kind], properties: properties[kind] })
    );
  await Promise.all(indexKinds.map(putTemplate));
  const undated = new Set<IndexKind>();
  await Promise.all([
    ...lastingKinds.map((kind) => connection.send('open', (client) => makeIndex(client, aliases[kind]))),
    ...dailyKinds.map(async (kind) => {
      const daily = createDailyIndices(connection, aliases[kind]);
      if (await retireUndated(connection, aliases[kind])) {
        undated.add(kind);
      }
      await daily.writing([daily.at(now)], () => Promise.resolve());
    }),
  ]);
  await Promise.all(indexKinds.map(addFields));
  return { hasUndatedEvents: undated.has('events') };
};
