import { startDouble, type DoubleAnswer, type DoubleRequest, type HttpDouble } from './http-double.js';

export interface DoubleColumn {
  name: string;
  type: 'time' | 'number' | 'string' | 'boolean';
  labels?: Record<string, string>;
  values: unknown[];
}

/** A data frame as `grafana-plugin-sdk-go` writes it: NaN and infinities are null, named in `entities`. */
export const frameOf = (columns: DoubleColumn[], name?: string): object => ({
  schema: {
    refId: 'A',
    ...(name !== undefined && { name }),
    meta: { type: 'timeseries-multi', typeVersion: [0, 1] },
    fields: columns.map(({ name: column, type, labels }) => ({
      name: column,
      type,
      typeInfo: { frame: type === 'time' ? 'time.Time' : type === 'number' ? 'float64' : type, nullable: true },
      ...(labels && { labels }),
      config: {},
    })),
  },
  data: {
    values: columns.map(({ values }) => values.map((value) => (Number.isNaN(value) ? null : value))),
    entities: columns.map(({ values }) => {
      const at = [...values.keys()].filter((index) => Number.isNaN(values[index]));
      return at.length === 0 ? null : { NaN: at };
    }),
  },
});

export interface DoubleQuery {
  refId: string;
  datasource: { uid: string };
  intervalMs: number;
  maxDataPoints: number;
  [key: string]: unknown;
}

/** What a datasource answers: frames, or the text of an error. */
export type DoubleDatasource = (query: DoubleQuery, range: { from: number; to: number }) => object[] | string;

const message = (status: number, text: string): DoubleAnswer => ({ status, body: { message: text, traceID: '' } });

/** `POST /api/ds/query` as Grafana 10 answers it. */
export const startGrafanaDouble = (
  datasources: Record<string, DoubleDatasource>,
  token: string
): Promise<HttpDouble> => {
  const play = ({ method, path, headers, body }: DoubleRequest): DoubleAnswer => {
    if (headers.authorization !== `Bearer ${token}`) {
      return message(401, 'Invalid API key');
    }
    if (method !== 'POST' || path !== '/api/ds/query') {
      return message(404, 'Not found');
    }
    const { queries, from, to } = JSON.parse(body) as { queries: DoubleQuery[]; from: string; to: string };
    const results: Record<string, object> = {};
    let failed = false;
    for (const query of queries) {
      const datasource = datasources[query.datasource.uid];
      if (!datasource) {
        return message(404, 'Data source not found');
      }
      const answer = datasource(query, { from: Number(from), to: Number(to) });
      failed ||= typeof answer === 'string';
      results[query.refId] =
        typeof answer === 'string' ? { error: answer, status: 400, frames: [] } : { status: 200, frames: answer };
    }
    return { status: failed ? 400 : 200, body: { results } };
  };
  return startDouble(play);
};
