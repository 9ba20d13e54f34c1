import { spanKey, type Span, type SpanKind } from '../traces/span.js';
import { operationOf } from '../traces/operation-of.js';
import { peerAttributes, peerOf } from '../traces/peer-of.js';
import { textOf } from './otlp-labels.js';
import type { OtlpAttributes } from './otlp-message.js';
import type { OtlpSpan, OtlpTraces } from './otlp-traces-message.js';

/** Spans that can't be counted, by reason. */
export interface SpansLeftOut {
  /** Trace or span id are missing, all zero, or of another length. */
  ids: number;
  /** No beginning, an end before it, in the future, or too old. */
  time: number;
}

/** Which beginnings are taken, ms. */
export interface SpanTimes {
  from: number;
  to: number;
}

const kinds: readonly SpanKind[] = ['internal', 'internal', 'server', 'client', 'producer', 'consumer'];
const statusError = 2;
const maxName = 200;
const noService = 'unknown_service';

const kindOf = ({ kind }: OtlpSpan): SpanKind => {
  if (typeof kind === 'number') {
    return kinds[kind] ?? 'internal';
  }
  const name = (kind ?? '').replace('SPAN_KIND_', '').toLowerCase();
  return kinds.find((one) => one === name) ?? 'internal';
};

const isError = ({ status }: OtlpSpan): boolean => status?.code === statusError || status?.code === 'STATUS_CODE_ERROR';

const traceIdForm = /^(?!0+$)[0-9a-fA-F]{32}$/;
const spanIdForm = /^(?!0+$)[0-9a-fA-F]{16}$/;

/** Only those that tell whom a span calls and what it does: nothing else of a span's attributes is looked at. */
const known = (attributes: OtlpAttributes): Map<string, string> => {
  const found = new Map<string, string>();
  for (const attribute of attributes ?? []) {
    if (peerAttributes.has(attribute.key)) {
      const text = textOf(attribute).trim();
      if (text !== '') {
        found.set(attribute.key, text.slice(0, maxName));
      }
    }
  }
  return found;
};

const serviceOf = (attributes: OtlpAttributes): string => {
  const attribute = (attributes ?? []).find(({ key }) => key === 'service.name');
  return (attribute ? textOf(attribute).trim().slice(0, maxName) : '') || noService;
};

/** A consumer may name the message's producer by a link, as its parent is its own polling. */
const parentOf = (span: OtlpSpan, kind: SpanKind, traceId: string): string => {
  const link = kind === 'consumer' ? span.links?.[0] : undefined;
  if (link && traceIdForm.test(link.traceId ?? '') && spanIdForm.test(link.spanId ?? '')) {
    return spanKey((link.traceId ?? '').toLowerCase(), (link.spanId ?? '').toLowerCase());
  }
  const parent = span.parentSpanId ?? '';
  return spanIdForm.test(parent) ? spanKey(traceId, parent.toLowerCase()) : '';
};

const toSpan = (it: OtlpSpan, service: string, times: SpanTimes): Span | keyof SpansLeftOut => {
  const traceId = (it.traceId ?? '').toLowerCase();
  const spanId = (it.spanId ?? '').toLowerCase();
  if (!traceIdForm.test(traceId) || !spanIdForm.test(spanId)) {
    return 'ids';
  }
  const startedAt = (it.startTimeUnixNano ?? 0) / 1e6;
  const endedAt = (it.endTimeUnixNano ?? 0) / 1e6;
  if (!(startedAt >= times.from && startedAt < times.to && endedAt >= startedAt && endedAt < Infinity)) {
    return 'time';
  }
  const kind = kindOf(it);
  const attributes = known(it.attributes);
  const asks = kind === 'client' || kind === 'producer';
  return {
    traceId,
    spanId,
    parent: parentOf(it, kind, traceId),
    service,
    kind,
    operation: operationOf(it.name ?? '', attributes),
    startedAt: Math.round(startedAt),
    // To a microsecond: times of some 2^60 ns have no more as numbers.
    durationMs: Math.round((endedAt - startedAt) * 1000) / 1000,
    error: isError(it),
    peer: asks ? peerOf(attributes) : null,
  };
};

/** The spans of a request, and how many of it can't be counted. */
export const otlpSpans = (request: OtlpTraces, times: SpanTimes): { spans: Span[]; leftOut: SpansLeftOut } => {
  const spans: Span[] = [];
  const leftOut: SpansLeftOut = { ids: 0, time: 0 };
  for (const { resource, scopeSpans } of request.resourceSpans ?? []) {
    const service = serviceOf(resource?.attributes);
    for (const it of (scopeSpans ?? []).flatMap((scope) => scope.spans ?? [])) {
      const span = toSpan(it, service, times);
      if (typeof span === 'string') {
        leftOut[span] += 1;
      } else {
        spans.push(span);
      }
    }
  }
  return { spans, leftOut };
};
