import type { RootCauseResult } from '@watchroom/contract';

export interface BlameNode {
  service: string;
  column: number;
  row: number;
  /** Score beside the best candidate's, 0..1; 0 for no candidate. */
  blame: number;
}

/** More services than this make no picture. */
export const mostBlameNodes = 40;

/** Services with callers to the left of whom they call, the blamed first in each column; only those next to a candidate where there are many. */
export const blameLayout = (
  graph: RootCauseResult['graph'],
  candidates: RootCauseResult['candidates']
): { nodes: BlameNode[]; calls: RootCauseResult['graph'] } => {
  const best = candidates[0]?.score ?? 0;
  const blame = new Map(candidates.map(({ service, score }) => [service, best > 0 ? score / best : 0]));
  const all = new Set(graph.flatMap(({ caller, callee }) => [caller, callee]));
  const near = (service: string): boolean => blame.has(service);
  const calls = all.size <= mostBlameNodes ? graph : graph.filter(({ caller, callee }) => near(caller) || near(callee));
  const services = [...new Set(calls.flatMap(({ caller, callee }) => [caller, callee]))]
    .sort((a, b) => (blame.get(b) ?? 0) - (blame.get(a) ?? 0) || a.localeCompare(b))
    .slice(0, mostBlameNodes);
  const shown = new Set(services);
  const drawn = calls.filter(({ caller, callee }) => shown.has(caller) && shown.has(callee) && caller !== callee);
  const columns = new Map(services.map((service) => [service, 0]));
  // Longest way from a caller that nobody calls; circles end after as many rounds as there are services.
  for (let round = 0; round < services.length; round++) {
    let moved = false;
    for (const { caller, callee } of drawn) {
      const column = (columns.get(caller) ?? 0) + 1;
      if (column > (columns.get(callee) ?? 0) && column < 6) {
        columns.set(callee, column);
        moved = true;
      }
    }
    if (!moved) {
      break;
    }
  }
  const filled = new Map<number, number>();
  const nodes = services.map((service): BlameNode => {
    const column = columns.get(service) ?? 0;
    const row = filled.get(column) ?? 0;
    filled.set(column, row + 1);
    return { service, column, row, blame: blame.get(service) ?? 0 };
  });
  return { nodes, calls: drawn };
};
