/** The type of source that answers each type of query. */
const answeredBy: Record<string, string> = {
  sql: 'clickhouse',
  table: 'clickhouse',
  promql: 'prometheus',
  grafana: 'grafana',
};

/** Why a query of this type can't be asked of the source of this name, given the types of all; null where it can. */
export const sourceProblem = (queryType: string, source: string, types: ReadonlyMap<string, string>): string | null => {
  const wanted = answeredBy[queryType];
  const type = types.get(source);
  if (type === undefined) {
    const known = [...types.keys()].map((name) => `"${name}"`).join(', ');
    return `there is no source "${source}"; ${known === '' ? 'no sources are configured' : `known: ${known}`}`;
  }
  return wanted === undefined || wanted === type
    ? null
    : `"${source}" is a source of type ${type}; a query of type ${queryType} needs one of type ${wanted}`;
};

/** Why a SQL query can't be polled; null where it can. */
export const sqlProblem = (sql: string): string | null =>
  sql.includes('{from}') && sql.includes('{to}')
    ? null
    : 'must use {from} and {to}, or every poll would read the whole table';
