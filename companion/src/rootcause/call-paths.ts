import type { CallEdge } from './metric-series.js';

/**
 * Calls from the symptom to each service that its calls reach, the symptom itself with 0. Null where there is no symptom or the graph
 * does not know it.
 */
export const callsFrom = (graph: readonly CallEdge[], symptom: string | null): ReadonlyMap<string, number> | null => {
  if (symptom === null || !graph.some(({ caller, callee }) => caller === symptom || callee === symptom)) {
    return null;
  }
  const callees = new Map<string, string[]>();
  for (const { caller, callee } of graph) {
    const known = callees.get(caller);
    if (known) {
      known.push(callee);
    } else {
      callees.set(caller, [callee]);
    }
  }
  const hops = new Map([[symptom, 0]]);
  for (const [service, distance] of hops) {
    for (const callee of callees.get(service) ?? []) {
      if (!hops.has(callee)) {
        hops.set(callee, distance + 1);
      }
    }
  }
  return hops;
};
