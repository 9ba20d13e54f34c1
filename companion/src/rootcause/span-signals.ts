import type { CallEdge } from './metric-series.js';
import type { JudgedSeries } from './metric-shift.js';
import { binOf, signal, type Bins, type SignalAbout } from './signals.js';
import { median } from './robust-stats.js';

/** One span as recorded; times in ms. */
export interface Span {
  at: number;
  traceId: string;
  spanId: string;
  parentId: string | null;
  service: string;
  operation: string;
  durationMs: number;
  failed: boolean;
}

/** A caller's span with a single call inside that fills so much of it is a client's span: the rest is the way there and back. */
const clientShare = 0.5;
/** Less than a millisecond of difference slows nobody down. */
const leastMs = 1;
const leastFailedShare = 0.01;
const leastCalls = 0.1;
/** Fewer spans in a step tell the machine's hiccups rather than the service. */
const leastSpans = 3;

interface Bin {
  selfMs: number[];
  calls: number;
  children: number;
  failed: number;
}

type ByOperation = Map<string, { service: string; operation: string; bins: Map<number, Bin> }>;

const binIn = (all: ByOperation, service: string, operation: string, bin: number): Bin => {
  const key = `${service}\0${operation}`;
  let known = all.get(key);
  if (!known) {
    known = { service, operation, bins: new Map() };
    all.set(key, known);
  }
  let found = known.bins.get(bin);
  if (!found) {
    found = { selfMs: [], calls: 0, children: 0, failed: 0 };
    known.bins.set(bin, found);
  }
  return found;
};

const valuesOf = (bins: Bins, own: ReadonlyMap<number, Bin>, value: (bin: Bin) => number): Float64Array => {
  const values = new Float64Array(bins.count).fill(NaN);
  for (const [at, bin] of own) {
    values[at] = value(bin);
  }
  return values;
};

/** Time that children cover within their parent: overlaps count once, what runs on after the parent does not. */
const covered = (parent: Span, children: readonly Span[]): number => {
  const end = parent.at + parent.durationMs;
  let until = parent.at;
  let sum = 0;
  for (const child of [...children].sort((a, b) => a.at - b.at)) {
    const from = Math.max(until, child.at);
    const to = Math.min(end, child.at + child.durationMs);
    if (to > from) {
      sum += to - from;
      until = to;
    }
  }
  return sum;
};

const childrenOf = (spans: readonly Span[]): ReadonlyMap<string, Span[]> => {
  const children = new Map<string, Span[]>();
  for (const span of spans) {
    if (span.parentId !== null) {
      const key = `${span.traceId}\0${span.parentId}`;
      const known = children.get(key);
      if (known) {
        known.push(span);
      } else {
        children.set(key, [span]);
      }
    }
  }
  return children;
};

/**
 * Series from spans, by service and operation: the time spent in nothing but itself (which blames nobody for whom it waits for), calls that
 * it makes, failed spans; and by callee the time on the way between a client's span and the callee's. With them the call graph.
 */
export const spanSignals = (spans: readonly Span[], bins: Bins): { signals: JudgedSeries[]; graph: CallEdge[] } => {
  const children = childrenOf(spans);
  const operations: ByOperation = new Map();
  const ways: ByOperation = new Map();
  const edges = new Map<string, CallEdge>();
  for (const span of spans) {
    const at = binOf(bins, span.at);
    if (at < 0) {
      continue;
    }
    const own = children.get(`${span.traceId}\0${span.spanId}`) ?? [];
    const away = own.filter(({ service }) => service !== span.service);
    for (const { service } of away) {
      edges.set(`${span.service}\0${service}`, { caller: span.service, callee: service });
    }
    const [call] = own;
    const selfMs = Math.max(0, span.durationMs - covered(span, own));
    const bin = binIn(operations, span.service, span.operation, at);
    bin.calls += 1;
    bin.children += own.length;
    bin.failed += span.failed ? 1 : 0;
    if (call && own.length === 1 && away.length === 1 && call.durationMs >= clientShare * span.durationMs - leastMs) {
      binIn(ways, call.service, call.operation, at).selfMs.push(selfMs);
    } else {
      bin.selfMs.push(selfMs);
    }
  }
  const signals: JudgedSeries[] = [];
  const add = (about: SignalAbout, own: ReadonlyMap<number, Bin>, value: (bin: Bin) => number): void => {
    signals.push(signal(about, bins, valuesOf(bins, own, value)));
  };
  for (const { service, operation, bins: own } of operations.values()) {
    const labels = { operation };
    const values = [...own.values()];
    add({ service, kind: 'selfTime', metric: 'span_self_ms', labels, least: leastMs }, own, ({ selfMs }) =>
      selfMs.length >= leastSpans ? median(selfMs) : NaN
    );
    if (values.some(({ children: calls }) => calls > 0)) {
      add(
        { service, kind: 'shape', metric: 'span_calls', labels, least: leastCalls },
        own,
        (bin) => bin.children / bin.calls
      );
    }
    if (values.some(({ failed }) => failed > 0)) {
      add(
        { service, kind: 'failure', metric: 'span_failed_ratio', labels, least: leastFailedShare },
        own,
        (bin) => bin.failed / bin.calls
      );
    }
  }
  for (const { service, operation, bins: own } of ways.values()) {
    add(
      { service, kind: 'wireTime', metric: 'span_way_ms', labels: { operation }, least: leastMs },
      own,
      ({ selfMs }) => median(selfMs)
    );
  }
  return { signals, graph: [...edges.values()] };
};
