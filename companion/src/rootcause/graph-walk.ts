import type { CallEdge } from './metric-series.js';

/** Weight of a step back to a caller, against one on to a callee. */
const backward = 0.15;
const steps = 60;

const neighbours = (edges: readonly CallEdge[], from: 'caller' | 'callee'): Map<string, string[]> => {
  const to = from === 'caller' ? 'callee' : 'caller';
  const found = new Map<string, string[]>();
  for (const edge of edges) {
    if (edge.caller !== edge.callee) {
      found.set(edge[from], [...(found.get(edge[from]) ?? []), edge[to]]);
    }
  }
  return found;
};

/**
 * Share of time (0..1 by service) that a walker spends who starts at the symptom and follows calls to whatever moved most; who
 * stays where no callee moved more, and turns back now and then (the walk of MonitorRank, SIGMETRICS 2013). `scores`: how much
 * each service moved; one that has none is 0. Null where the graph does not know the symptom.
 */
export const walkFromSymptom = (
  edges: readonly CallEdge[],
  scores: ReadonlyMap<string, number>,
  symptom: string
): Map<string, number> | null => {
  const callees = neighbours(edges, 'caller');
  const callers = neighbours(edges, 'callee');
  if (!callees.has(symptom) && !callers.has(symptom)) {
    return null;
  }
  const score = (service: string): number => scores.get(service) ?? 0;
  const movesFrom = (service: string): Array<[string, number]> => {
    const onward = (callees.get(service) ?? []).map((to): [string, number] => [to, score(to)]);
    const back = (callers.get(service) ?? []).map((to): [string, number] => [to, backward * score(to)]);
    const strongest = Math.max(0, ...onward.map(([, weight]) => weight));
    return [...onward, ...back, [service, Math.max(0, score(service) - strongest)]];
  };
  let here = new Map([[symptom, 1]]);
  const visits = new Map<string, number>();
  for (let step = 0; step < steps; step++) {
    const next = new Map<string, number>();
    for (const [service, share] of here) {
      const moves = movesFrom(service);
      const total = moves.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [to, weight] of total > 0 ? moves : [[service, 1] as const]) {
        next.set(to, (next.get(to) ?? 0) + (share * weight) / (total > 0 ? total : 1));
      }
    }
    here = next;
    for (const [service, share] of here) {
      visits.set(service, (visits.get(service) ?? 0) + share / steps);
    }
  }
  return visits;
};
