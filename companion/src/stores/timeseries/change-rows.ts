import { changeKind, changeState, type ChangeEvent } from '@watchroom/contract';
import type { ChangeFilter, ChangeStore } from './change-store.js';
import type { Connections } from './connections.js';
import { timeText } from './series-catalogue.js';

const columns: [string, ...string[]] = [
  'id',
  'at',
  'ends_at',
  'kind',
  'state',
  'service',
  'environment',
  'title',
  'description',
  'version_name',
  'previous_version',
  'author',
  'url',
  'source',
  'labels',
  'updated_at',
];

const toRow = (change: ChangeEvent): unknown[] => [
  change.id,
  timeText(change.at),
  change.endsAt === null ? null : timeText(change.endsAt),
  change.kind,
  change.state,
  change.service,
  change.environment,
  change.title,
  change.description,
  change.version,
  change.previousVersion,
  change.by,
  change.url,
  change.source,
  change.labels,
  timeText(change.updatedAt),
];

const ms = (column: string): string => `toFloat64(toUnixTimestamp64Milli(${column}))`;
const selected = columns
  .map((column) => (['at', 'ends_at', 'updated_at'].includes(column) ? ms(column) : column))
  .join(', ');

const maybe = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const fromRow = (row: unknown[]): ChangeEvent => {
  const [id, at, endsAt, kind, state, service, environment, title, description, version, previous, by, url] = row;
  const [source, labels, updatedAt] = row.slice(13);
  return {
    id: String(id),
    at: Number(at),
    endsAt: typeof endsAt === 'number' ? endsAt : null,
    kind: changeKind.catch('other').parse(kind),
    state: changeState.catch('done').parse(state),
    service: maybe(service),
    environment: maybe(environment),
    title: String(title),
    description: String(description),
    version: maybe(version),
    previousVersion: maybe(previous),
    by: maybe(by),
    url: maybe(url),
    source: String(source),
    labels: labels as Record<string, string>,
    updatedAt: Number(updatedAt),
  };
};

const maxWords = 10;
const searched = `lowerUTF8(concat(title, '\\n', description, '\\n', ifNull(service, ''), '\\n', ifNull(version_name, '')))`;

const underWay = `at < fromUnixTimestamp64Milli({to:Int64}) AND ifNull(ends_at, at) >= fromUnixTimestamp64Milli({from:Int64})`;
const windowParams = ({ from, to }: { from: number; to: number }): Record<string, unknown> => ({
  from: Math.ceil(from),
  to: Math.ceil(to),
});

const conditionsOf = (filter: ChangeFilter): { where: string; params: Record<string, unknown> } => {
  const { services, kind, source, text = '' } = filter;
  const params = windowParams(filter);
  const conditions = [underWay];
  if (services !== undefined) {
    conditions.push(`has(JSONExtract({services:String}, 'Array(String)'), ifNull(service, ''))`);
    params['services'] = JSON.stringify(services);
  }
  for (const [column, value] of Object.entries({ kind, source })) {
    if (value !== undefined) {
      conditions.push(`${column} = {${column}:String}`);
      params[column] = value;
    }
  }
  const words = text.split(/\s+/).filter((word) => word !== '');
  for (const [index, word] of words.slice(0, maxWords).entries()) {
    conditions.push(`position(${searched}, lowerUTF8({word${index}:String})) > 0`);
    params[`word${index}`] = word;
  }
  return { where: conditions.join(' AND '), params };
};

/** Change events by these connections. */
export const createChangeRows = (connections: Connections): ChangeStore => ({
  save: async (changes) => {
    if (changes.length > 0) {
      await connections.insertRows({ role: 'intake', table: 'changes', columns, rows: changes.map(toRow) });
    }
  },
  list: async (filter) => {
    const { where, params } = conditionsOf(filter);
    const rows = await connections.rows({
      role: 'read',
      operation: 'list changes',
      sql: `SELECT ${selected}, count() OVER () FROM changes FINAL WHERE ${where} ORDER BY at DESC, id LIMIT {limit:UInt32}`,
      params: { ...params, limit: filter.limit },
    });
    return { items: rows.map(fromRow), total: Number(rows[0]?.[columns.length] ?? 0) };
  },
  names: async (window) => {
    const rows = await connections.rows({
      role: 'read',
      operation: 'names of changes',
      sql: `SELECT arraySort(groupUniqArrayIf(1000)(ifNull(service, ''), service IS NOT NULL)), arraySort(groupUniqArray(100)(source))
        FROM changes FINAL WHERE ${underWay}`,
      params: windowParams(window),
    });
    const [[services = [], sources = []] = []] = rows;
    return { services: services as string[], sources: sources as string[] };
  },
});
