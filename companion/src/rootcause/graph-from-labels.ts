import type { CallEdge } from './metric-series.js';

/** Pairs of labels that name both ends of a call: Tempo and OpenTelemetry service graphs, Istio, Linkerd, plain. */
const ends = [
  ['client', 'server'],
  ['source_workload', 'destination_workload'],
  ['source_service', 'destination_service'],
  ['deployment', 'dst_deployment'],
  ['caller', 'callee'],
] as const;

/** The label of a pair that few series have: those that have it may name calls. */
export const labelsOfCalls: readonly string[] = ends.map(([from, to]) => (from === 'deployment' ? to : from));

/** The calls that the labels of one series or alert name. */
export const callsInLabels = (labels: Readonly<Record<string, string>>): CallEdge[] =>
  ends.flatMap(([from, to]) => {
    const caller = labels[from];
    const callee = labels[to];
    return caller && callee && caller !== callee ? [{ caller, callee }] : [];
  });

/** The call graph as far as labels of series tell it; each edge once. */
export const graphFromLabels = (all: Iterable<Readonly<Record<string, string>>>): CallEdge[] => {
  const edges = new Map<string, CallEdge>();
  for (const labels of all) {
    for (const edge of callsInLabels(labels)) {
      edges.set(`${edge.caller}\0${edge.callee}`, edge);
    }
  }
  return [...edges.values()];
};

const reachable = (edges: readonly CallEdge[], from: string): number => {
  const seen = new Set([from]);
  for (const service of seen) {
    for (const { caller, callee } of edges) {
      if (caller === service) {
        seen.add(callee);
      }
    }
  }
  return seen.size;
};

/**
 * Of the services that an incident's alerts name, the one nearest to the customer: from which most others are reached by calls.
 * Null where the graph knows none of them.
 */
export const symptomService = (edges: readonly CallEdge[], services: readonly string[]): string | null => {
  const known = services
    .filter((service) => edges.some(({ caller, callee }) => caller === service || callee === service))
    .map((service) => ({ service, reach: reachable(edges, service) }))
    .sort((a, b) => b.reach - a.reach || a.service.localeCompare(b.service));
  return known[0]?.service ?? null;
};
