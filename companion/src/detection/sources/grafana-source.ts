import { z } from 'zod';
import type { SourceSettings } from '../../config/settings.js';
import { addFrame, frame } from './grafana-frames.js';
import { createSeriesBuilder } from './series-builder.js';
import { SourceError, shortText } from './source-error.js';
import { createSourceHttp, refusal, type HttpAnswer } from './source-http.js';
import type { SourceConnection, SourceSeries, TimeRange } from './types.js';

/** Datasources thin out what has more points than this, or refuse it. */
const maxPoints = 10_000;
const refId = 'A';

const result = z.object({
  status: z.number().optional(),
  error: z.string().nullish(),
  frames: z.array(frame).nullish(),
});
const answer = z.object({ results: z.record(z.string(), result) });

const checked = (given: HttpAnswer): z.output<typeof result> => {
  const parsed = answer.safeParse(given.json);
  // Grafana tells what went wrong with a query inside the results, with status 200, 207 or 400 by its version.
  const own = parsed.success ? (parsed.data.results[refId] ?? Object.values(parsed.data.results)[0]) : undefined;
  const error = own?.error;
  if (error) {
    throw new SourceError(`Grafana's datasource: ${shortText(error)}`, {
      tooMuch: /timeout|deadline exceeded|too many|exceeded maximum/i.test(error),
    });
  }
  if (given.status === 403) {
    throw new SourceError(
      "Grafana refuses these credentials (HTTP 403): the token's service account needs the permission datasources:query on this datasource"
    );
  }
  if (given.status === 404) {
    throw new SourceError('Grafana has no datasource with this uid (HTTP 404): check datasourceUid');
  }
  if (given.status >= 400) {
    throw new SourceError(refusal('Grafana', given));
  }
  if (!parsed.success) {
    throw new SourceError('The server at this address does not answer as Grafana does');
  }
  if (own?.status !== undefined && own.status >= 400) {
    throw new SourceError(`Grafana's datasource answers with status ${own.status}`);
  }
  return own ?? {};
};

const cut = ({ from, to }: TimeRange, lengthMs: number): TimeRange[] => {
  const parts: TimeRange[] = [];
  for (let start = from; start < to; start += lengthMs) {
    parts.push({ from: start, to: Math.min(to, start + lengthMs) });
  }
  return parts;
};

/** Queries of type `grafana` by `POST /api/ds/query`, with the token of a service account that may query the datasource. */
export const createGrafanaSource = (
  settings: SourceSettings,
  deps: { onRetry: () => void; retryMs?: number }
): SourceConnection => {
  const http = createSourceHttp(settings, deps);
  const ask = async (body: object, signal: AbortSignal | undefined): Promise<HttpAnswer> =>
    http.post('/api/ds/query', { type: 'application/json', text: JSON.stringify(body) }, signal);

  return {
    async *query(query, range, signal) {
      if (query.type !== 'grafana') {
        throw new TypeError(`${query.type} is no query for Grafana`);
      }
      const stepMs = Math.round(query.stepSeconds * 1000);
      for (const part of cut(range, stepMs * maxPoints)) {
        const { frames } = checked(
          await ask(
            {
              queries: [
                {
                  ...query.query,
                  refId,
                  hide: false,
                  datasource: { uid: query.datasourceUid },
                  intervalMs: stepMs,
                  maxDataPoints: Math.ceil((part.to - part.from) / stepMs) + 1,
                },
              ],
              from: String(part.from),
              to: String(part.to),
            },
            signal
          )
        );
        const builder = createSeriesBuilder();
        frames?.forEach((one) => addFrame(one, builder));
        yield builder.series().flatMap((series) => within(series, part));
      }
    },
    close: () => http.close(),
  };
};

/** Datasources take ranges as they like: with their end, or from the step before. */
const within = (series: SourceSeries, { from, to }: TimeRange): SourceSeries[] => {
  const first = series.times.findIndex((time) => time >= from);
  const after = series.times.findIndex((time) => time >= to);
  if (first === -1 || after === first) {
    return [];
  }
  const end = after === -1 ? series.times.length : after;
  return [{ ...series, times: series.times.slice(first, end), values: series.values.slice(first, end) }];
};
