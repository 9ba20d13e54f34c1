import type { CallFigures, GraphEdge, GraphNode, GraphOrigin, ServiceGraph, ServiceKind } from '@watchroom/contract';
import type { CallEdge } from '../rootcause/metric-series.js';
import type { EdgeMinute } from '../stores/timeseries/edge-store.js';
import { quantileOf } from './duration-histogram.js';

/** Where a graph comes from: each source with the calls that it tells. */
export interface GraphSources {
  spans: readonly EdgeMinute[];
  labels: readonly CallEdge[];
  yaml: readonly CallEdge[];
}

type Sums = Pick<EdgeMinute, 'calls' | 'errors' | 'durationMs' | 'maxMs' | 'histogram'>;

const sumOf = (parts: readonly Sums[]): Sums => {
  const histogram = new Map<number, number>();
  for (const [bucket, count] of parts.flatMap((part) => [...part.histogram])) {
    histogram.set(bucket, (histogram.get(bucket) ?? 0) + count);
  }
  const total = (key: 'calls' | 'errors' | 'durationMs'): number => parts.reduce((sum, part) => sum + part[key], 0);
  return {
    calls: total('calls'),
    errors: total('errors'),
    durationMs: total('durationMs'),
    maxMs: parts.reduce((most, { maxMs }) => Math.max(most, maxMs), 0),
    histogram,
  };
};

/** Rate, errors and duration of calls over `seconds`; null where there are none. */
export const figuresOf = (parts: readonly Sums[], seconds: number): CallFigures | null => {
  const { calls, errors, durationMs, maxMs, histogram } = sumOf(parts);
  return calls === 0
    ? null
    : {
        calls,
        ratePerSecond: calls / seconds,
        errorShare: errors / calls,
        meanMs: durationMs / calls,
        p50Ms: quantileOf(histogram, 0.5, maxMs),
        p95Ms: quantileOf(histogram, 0.95, maxMs),
        p99Ms: quantileOf(histogram, 0.99, maxMs),
        maxMs,
      };
};

interface Pair {
  caller: string;
  callee: string;
  origins: Set<GraphOrigin>;
  parts: EdgeMinute[];
}

const pairsOf = ({ spans, labels, yaml }: GraphSources): Pair[] => {
  const pairs = new Map<string, Pair>();
  const add = ({ caller, callee }: CallEdge, origin: GraphOrigin, part?: EdgeMinute): void => {
    if (caller === '' || callee === '' || caller === callee) {
      return;
    }
    const key = `${caller}\0${callee}`;
    const pair = pairs.get(key) ?? { caller, callee, origins: new Set(), parts: [] };
    pairs.set(key, pair);
    pair.origins.add(origin);
    if (part) {
      pair.parts.push(part);
    }
  };
  spans.forEach((part) => add(part, 'spans', part));
  labels.forEach((edge) => add(edge, 'labels'));
  yaml.forEach((edge) => add(edge, 'yaml'));
  return [...pairs.values()];
};

/** What calls or is told by labels or YAML is a service, whatever one of its callers takes it for. */
const kindsOf = ({ spans, labels, yaml }: GraphSources): Map<string, ServiceKind> => {
  const kinds = new Map<string, ServiceKind>(spans.map(({ callee, kind }) => [callee, kind]));
  const services = [
    ...spans.flatMap(({ caller, callee, kind }) => (kind === 'service' ? [caller, callee] : [caller])),
    ...[...labels, ...yaml].flatMap(({ caller, callee }) => (kinds.has(callee) ? [caller] : [caller, callee])),
  ];
  services.filter((service) => service !== '').forEach((service) => kinds.set(service, 'service'));
  return kinds;
};

const incomingOf = (spans: readonly EdgeMinute[]): Map<string, EdgeMinute[]> => {
  const incoming = new Map<string, EdgeMinute[]>();
  for (const part of spans) {
    const parts = incoming.get(part.callee) ?? [];
    parts.push(part);
    incoming.set(part.callee, parts);
  }
  return incoming;
};

/**
 * One graph of what spans, labels and YAML tell of a window (ms). `service`: only it, those that it calls and those that call it.
 * `limit`: edges with most calls are kept.
 */
export const mergeGraph = (
  sources: GraphSources,
  window: { from: number; to: number; service?: string | undefined; limit: number }
): ServiceGraph => {
  const { from, to, service, limit } = window;
  const seconds = (to - from) / 1000;
  const kinds = kindsOf(sources);
  const all = pairsOf(sources)
    .filter(({ caller, callee }) => service === undefined || caller === service || callee === service)
    .map(({ caller, callee, origins, parts }): GraphEdge => ({
      caller,
      callee,
      origins: [...origins],
      figures: figuresOf(parts, seconds),
    }))
    .sort(
      (a, b) =>
        (b.figures?.calls ?? 0) - (a.figures?.calls ?? 0) ||
        a.caller.localeCompare(b.caller) ||
        a.callee.localeCompare(b.callee)
    );
  const edges = all.slice(0, limit);
  const incoming = incomingOf(sources.spans);
  const joined = new Set(all.flatMap(({ caller, callee }) => [caller, callee]));
  const alone = service === undefined ? [...incoming.keys()].filter((callee) => !joined.has(callee)) : [];
  const names = new Set([
    ...edges.flatMap(({ caller, callee }) => [caller, callee]),
    ...alone,
    ...(service !== undefined && kinds.has(service) ? [service] : []),
  ]);
  const nodes = [...names].sort().map((name): GraphNode => {
    const parts = incoming.get(name) ?? [];
    return {
      service: name,
      kind: kinds.get(name) ?? 'service',
      incoming: figuresOf(parts, seconds),
      entry: parts.some(({ caller }) => caller === ''),
    };
  });
  return { from, to, nodes, edges, edgesLeftOut: all.length - edges.length };
};
