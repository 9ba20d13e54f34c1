import { z } from 'zod';
import type { Logger } from 'pino';
import type { SourceSettings } from '../../config/settings.js';
import { inOrder, labelsOf, maxSeries } from './series-builder.js';
import { SourceError, shortText } from './source-error.js';
import { createSourceHttp, refusal, type HttpAnswer } from './source-http.js';
import type { SourceConnection, SourceSeries, TimeRange } from './types.js';

/** Prometheus refuses more points a series in one answer. */
const maxPoints = 11_000;

const matrix = z.object({
  metric: z.record(z.string(), z.string()),
  values: z.array(z.unknown()).default([]),
});
const answer = z.object({
  status: z.enum(['success', 'error']),
  errorType: z.string().optional(),
  error: z.string().optional(),
  warnings: z.array(z.string()).nullish(),
  infos: z.array(z.string()).nullish(),
  data: z.object({ resultType: z.string(), result: z.array(z.unknown()) }).nullish(),
});
type Answer = z.output<typeof answer>;

/** Times of evaluation in a range, cut into calls: multiples of the step, so that the same time is asked for again as the same. */
export const evaluationCalls = ({ from, to }: TimeRange, stepMs: number): Array<{ start: number; end: number }> => {
  const last = Math.ceil(to / stepMs) * stepMs - stepMs;
  const calls: Array<{ start: number; end: number }> = [];
  for (let start = Math.ceil(from / stepMs) * stepMs; start <= last; start += stepMs * maxPoints) {
    calls.push({ start, end: Math.min(last, start + stepMs * (maxPoints - 1)) });
  }
  return calls;
};

/** `+Inf`, `-Inf` and `NaN` are texts of Prometheus' that are no numbers to store. */
const seriesOf = (result: unknown): SourceSeries => {
  const parsed = matrix.safeParse(result);
  if (!parsed.success) {
    throw new SourceError('Prometheus answers a series that is not as its API says');
  }
  const { __name__: name, ...labels } = parsed.data.metric;
  const times: number[] = [];
  const values: number[] = [];
  for (const pair of parsed.data.values) {
    const [seconds, text] = Array.isArray(pair) ? (pair as unknown[]) : [];
    const value = typeof text === 'string' ? Number(text) : NaN;
    if (typeof seconds === 'number' && Number.isFinite(value)) {
      times.push(Math.round(seconds * 1000));
      values.push(value);
    }
  }
  return inOrder({ name: name ?? null, labels: labelsOf(Object.entries(labels)), times, values });
};

const isTimeout = ({ json }: HttpAnswer): boolean => {
  const parsed = answer.safeParse(json);
  return parsed.success && parsed.data.errorType === 'timeout';
};

const checked = (given: HttpAnswer): Answer => {
  const parsed = answer.safeParse(given.json);
  if (!parsed.success) {
    throw new SourceError(
      given.status >= 400
        ? refusal('Prometheus', given)
        : 'The server at this address does not answer as Prometheus does'
    );
  }
  const { status, errorType, error = '' } = parsed.data;
  if (status === 'error' || given.status >= 400) {
    const tooMuch = errorType === 'timeout' || /too many samples|exceeded maximum resolution/.test(error);
    throw new SourceError(`Prometheus: ${shortText(error) || errorType || `HTTP ${given.status}`}`, { tooMuch });
  }
  return parsed.data;
};

/** Queries of type `promql` by `POST /api/v1/query_range`, as Prometheus, Thanos, Mimir and VictoriaMetrics have it. */
export const createPrometheusSource = (
  settings: SourceSettings,
  deps: { logger: Logger; onRetry: () => void; onWarning: () => void; retryMs?: number }
): SourceConnection => {
  const http = createSourceHttp(settings, { ...deps, isFinal: isTimeout });
  let warned = '';

  /** The same warning comes with every poll; the log has it once. */
  const tell = (warnings: string[]): void => {
    if (warnings.length > 0) {
      deps.onWarning();
    }
    const text = warnings.slice(0, 5).map(shortText).join('; ');
    if (text !== '' && text !== warned) {
      deps.logger.warn({ source: settings.name, warnings: text }, 'a source answers with warnings');
    }
    warned = text;
  };

  return {
    async *query(query, range, signal) {
      if (query.type !== 'promql') {
        throw new TypeError(`${query.type} is no query for Prometheus`);
      }
      const stepMs = Math.round(query.stepSeconds * 1000);
      for (const { start, end } of evaluationCalls(range, stepMs)) {
        const form = new URLSearchParams({
          query: query.expr,
          start: String(start / 1000),
          end: String(end / 1000),
          step: String(stepMs / 1000),
          timeout: `${Math.ceil(settings.timeoutMs / 1000)}s`,
        });
        const { data, warnings } = checked(
          await http.post(
            '/api/v1/query_range',
            { type: 'application/x-www-form-urlencoded', text: form.toString() },
            signal
          )
        );
        tell(warnings ?? []);
        if (data?.resultType !== 'matrix') {
          throw new SourceError(`Prometheus answers a ${data?.resultType ?? 'result'} that is no matrix`);
        }
        if (data.result.length > maxSeries) {
          throw new SourceError(
            `The query answers ${data.result.length} series, more than ${maxSeries}: group or filter more`
          );
        }
        yield data.result.map(seriesOf).filter(({ times }) => times.length > 0);
      }
    },
    close: () => http.close(),
  };
};
