import { serviceKind, type CallSample } from '@watchroom/contract';
import type { OpenSpan, SpanKind } from '../../traces/span.js';
import type { Connections } from './connections.js';
import type { EdgeMinute, EdgeStore } from './edge-store.js';
import { timeText } from './series-catalogue.js';

const minuteMs = 60_000;
/** More edges and steps than a page can show or memory should hold. */
const maxRows = 200_000;
const maxOpen = 500_000;

type Columns = [string, ...string[]];
const edgeColumns: Columns = ['t', 'caller', 'callee', 'kind', 'calls', 'errors', 'duration_ms', 'max_ms', 'histogram'];
const sampleColumns: Columns = ['t', 'caller', 'callee', 'operation', 'duration_ms', 'error', 'trace_id', 'span_id'];
const openColumns: Columns = [
  'owner',
  'trace_id',
  'span_id',
  'parent',
  'service',
  'kind',
  'operation',
  'started_at',
  'duration_ms',
  'error',
  'peer',
  'peer_kind',
  'received_at',
  'closed',
];

const edgeRow = (edge: EdgeMinute): unknown[] => [
  Math.floor(edge.at / 1000),
  edge.caller,
  edge.callee,
  edge.kind,
  edge.calls,
  edge.errors,
  edge.durationMs,
  edge.maxMs,
  Object.fromEntries(edge.histogram),
];

const openRow = (owner: string, span: OpenSpan, closed: boolean): unknown[] => [
  owner,
  span.traceId,
  span.spanId,
  span.parent,
  span.service,
  span.kind,
  span.operation,
  timeText(span.startedAt),
  span.durationMs,
  span.error ? 1 : 0,
  span.peer?.name ?? '',
  span.peer?.kind ?? '',
  timeText(span.receivedAt),
  closed ? 1 : 0,
];

const kindOf = (value: unknown) => serviceKind.catch('external').parse(value);

const edgeOf = (row: unknown[], from: number): EdgeMinute => {
  const [at, caller, callee, kind, calls, errors, durationMs, maxMs, histogram] = row;
  return {
    at: at === null ? from : Number(at) * 1000,
    caller: String(caller),
    callee: String(callee),
    kind: kindOf(kind),
    calls: Number(calls),
    errors: Number(errors),
    durationMs: Number(durationMs),
    maxMs: Number(maxMs),
    histogram: new Map(
      Object.entries(histogram as Record<string, number>).map(([bucket, count]) => [Number(bucket), Number(count)])
    ),
  };
};

const spanOf = (row: unknown[]): OpenSpan => {
  const [traceId, spanId, parent, service, kind, operation, startedAt, durationMs, error, peer, peerKind, at] = row;
  return {
    traceId: String(traceId),
    spanId: String(spanId),
    parent: String(parent),
    service: String(service),
    kind: kind as SpanKind,
    operation: String(operation),
    startedAt: Number(startedAt),
    durationMs: Number(durationMs),
    error: error === 1,
    peer: peer === '' ? null : { name: String(peer), kind: kindOf(peerKind) },
    receivedAt: Number(at),
  };
};

const sampleOf = (row: unknown[]): CallSample => {
  const [at, caller, callee, operation, durationMs, error, traceId, spanId] = row;
  return {
    at: Number(at),
    caller: String(caller),
    callee: String(callee),
    operation: String(operation),
    durationMs: Number(durationMs),
    error: error === 1,
    traceId: String(traceId),
    spanId: String(spanId),
  };
};

const ms = (column: string): string => `toFloat64(toUnixTimestamp64Milli(${column}))`;
const ofServices = `AND (has(JSONExtract({services:String}, 'Array(String)'), caller)
  OR has(JSONExtract({services:String}, 'Array(String)'), callee))`;

/** Calls between services by these connections. */
export const createEdgeRows = (connections: Connections): EdgeStore => {
  const insert = async (table: string, columns: Columns, rows: unknown[][]): Promise<void> => {
    if (rows.length > 0) {
      await connections.insertRows({ role: 'intake', table, columns, rows });
    }
  };
  return {
    addEdges: (edges) => insert('service_edges', edgeColumns, edges.map(edgeRow)),
    addSamples: (samples) =>
      insert(
        'call_samples',
        sampleColumns,
        samples.map((one) => [
          timeText(one.at),
          one.caller,
          one.callee,
          one.operation,
          one.durationMs,
          one.error ? 1 : 0,
          one.traceId,
          one.spanId,
        ])
      ),
    keepOpen: (owner, opened, closed) =>
      insert('open_spans', openColumns, [
        ...opened.map((span) => openRow(owner, span, false)),
        ...closed.map((span) => openRow(owner, span, true)),
      ]),
    openSpans: async (owner, since) => {
      const rows = await connections.rows({
        role: 'intake',
        operation: 'read open spans',
        sql: `SELECT trace_id, span_id, parent, service, kind, operation, ${ms('started_at')}, duration_ms, error, peer, peer_kind,
            ${ms('received_at')} FROM open_spans FINAL
          WHERE owner = {owner:String} AND closed = 0 AND received_at >= fromUnixTimestamp64Milli({since:Int64})
          ORDER BY received_at, trace_id, span_id LIMIT ${maxOpen}`,
        params: { owner, since: Math.ceil(since) },
      });
      return rows.map(spanOf);
    },
    edges: async ({ from, to, services, step }) => {
      const seconds = step === undefined ? 0 : (Math.max(1, Math.round(step / minuteMs)) * minuteMs) / 1000;
      const slot = seconds === 0 ? 'NULL' : 'intDiv(toUnixTimestamp(t), {step:UInt32}) * {step:UInt32}';
      const rows = await connections.rows({
        role: 'read',
        operation: 'read service edges',
        sql: `SELECT ${slot} AS slot, caller, callee, kind, sum(calls) AS all_calls, sum(errors), sum(duration_ms), max(max_ms),
            sumMap(histogram)
          FROM service_edges
          WHERE t >= toDateTime({from:UInt32}, 'UTC') AND t < toDateTime({to:UInt32}, 'UTC') ${services ? ofServices : ''}
          GROUP BY slot, caller, callee, kind ORDER BY slot, all_calls DESC, caller, callee, kind LIMIT ${maxRows}`,
        params: {
          from: Math.max(0, Math.ceil(from / 1000)),
          to: Math.max(0, Math.ceil(to / 1000)),
          ...(seconds > 0 && { step: seconds }),
          ...(services && { services: JSON.stringify(services) }),
        },
      });
      return rows.map((row) => edgeOf(row, from));
    },
    samples: async ({ from, to, caller, callee, limit }) => {
      const ends = Object.entries({ caller, callee }).filter(([, value]) => value !== undefined);
      const rows = await connections.rows({
        role: 'read',
        operation: 'read call samples',
        sql: `SELECT ${ms('t')}, caller, callee, operation, duration_ms, error, trace_id, span_id FROM call_samples FINAL
          WHERE t >= fromUnixTimestamp64Milli({from:Int64}) AND t < fromUnixTimestamp64Milli({to:Int64})
            ${ends.map(([column]) => `AND ${column} = {${column}:String}`).join(' ')}
          ORDER BY error DESC, duration_ms DESC, t DESC, span_id LIMIT {limit:UInt32}`,
        params: { from: Math.ceil(from), to: Math.ceil(to), limit, ...Object.fromEntries(ends) },
      });
      return rows.map(sampleOf);
    },
  };
};
