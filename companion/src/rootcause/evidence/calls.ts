import type { GraphReader } from '../../traces/graph-handlers.js';
import { createServiceNames } from '../service-names.js';
import type { EvidenceCollector } from './collector.js';

const mostCalls = 2000;

/** Who calls whom by spans, labels and YAML. */
export const callCollector = (graph: GraphReader): EvidenceCollector => ({
  name: 'calls',
  collect: async ({ from, to, services }) => {
    const nameOf = createServiceNames(services);
    const { edges } = await graph.read({ from, to, limit: mostCalls });
    const calls = edges.map(({ caller, callee }) => ({ caller: nameOf(caller), callee: nameOf(callee) }));
    return { signals: [], graph: calls.filter(({ caller, callee }) => caller !== callee) };
  },
});
