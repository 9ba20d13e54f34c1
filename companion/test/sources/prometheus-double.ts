import { startDouble, type DoubleAnswer, type HttpDouble } from './http-double.js';

export interface DoubleSeries {
  metric: Record<string, string>;
  /** Null where there is no sample; NaN and infinities as they are. */
  at(time: number): number | null;
}

const bad = (error: string): DoubleAnswer => ({ status: 400, body: { status: 'error', errorType: 'bad_data', error } });

const valueText = (value: number): string =>
  Number.isFinite(value) ? String(value) : value > 0 ? '+Inf' : value < 0 ? '-Inf' : 'NaN';

/** `POST /api/v1/query_range` as Prometheus' HTTP API is published: knows the expressions it is given. */
export const startPrometheusDouble = (
  expressions: Record<string, DoubleSeries[]>,
  password: string | null = null
): Promise<HttpDouble> =>
  startDouble(({ method, path, headers, body }) => {
    const wanted = password === null ? undefined : `Basic ${Buffer.from(`reader:${password}`).toString('base64')}`;
    if (wanted !== undefined && headers.authorization !== wanted) {
      return { status: 401, body: 'Unauthorized\n' };
    }
    if (method !== 'POST' || path !== '/api/v1/query_range') {
      return { status: 404, body: '404 page not found\n' };
    }
    const form = new URLSearchParams(body);
    const number = (name: string): number => Math.round(Number(form.get(name)) * 1000);
    const [start, end, step] = [number('start'), number('end'), number('step')];
    if (!(end >= start) || !(step > 0)) {
      return bad('invalid parameter "end": end timestamp must not be before start time');
    }
    if ((end - start) / step > 11_000) {
      return bad('exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution');
    }
    const series = expressions[form.get('query') ?? ''];
    if (series === undefined) {
      return bad('invalid parameter "query": 1:5: parse error: unexpected end of input');
    }
    const result = series.flatMap(({ metric, at }) => {
      const values: Array<[number, string]> = [];
      for (let time = start; time <= end; time += step) {
        const value = at(time);
        if (value !== null) {
          values.push([time / 1000, valueText(value)]);
        }
      }
      return values.length === 0 ? [] : [{ metric, values }];
    });
    return { body: { status: 'success', data: { resultType: 'matrix', result } } };
  });
