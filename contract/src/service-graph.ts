import { z } from 'zod';
import { instant } from './time.js';

/** What tells of a call: spans that were received, labels of series that name both ends, the topology in YAML. */
export const graphOrigin = z.enum(['spans', 'labels', 'yaml']);
export type GraphOrigin = z.output<typeof graphOrigin>;

/** `service`: sends spans or is named by labels or YAML; the others are known by their callers only. */
export const serviceKind = z.enum(['service', 'database', 'messaging', 'external']);
export type ServiceKind = z.output<typeof serviceKind>;

/** Rate, errors and duration of calls in a window; null where no spans tell them. */
export const callFigures = z
  .object({
    calls: z.int(),
    ratePerSecond: z.number(),
    /** 0 to 1. */
    errorShare: z.number(),
    meanMs: z.number(),
    p50Ms: z.number(),
    p95Ms: z.number(),
    p99Ms: z.number(),
    maxMs: z.number(),
  })
  .meta({ id: 'CallFigures' });
export type CallFigures = z.output<typeof callFigures>;

export const graphNode = z
  .object({
    service: z.string(),
    kind: serviceKind,
    /** Of the calls that it gets, from unknown callers too. */
    incoming: callFigures.nullable(),
    /** Whether calls come to it from callers that are not known: browsers, jobs, what sends no spans. */
    entry: z.boolean(),
  })
  .meta({ id: 'GraphNode' });
export type GraphNode = z.output<typeof graphNode>;

export const graphEdge = z
  .object({ caller: z.string(), callee: z.string(), origins: z.array(graphOrigin), figures: callFigures.nullable() })
  .meta({ id: 'GraphEdge' });
export type GraphEdge = z.output<typeof graphEdge>;

/** Who calls whom in a window. */
export const serviceGraph = z
  .object({
    from: instant,
    to: instant,
    nodes: z.array(graphNode),
    /** Those with most calls first. */
    edges: z.array(graphEdge),
    /** Edges beyond the limit, which are left out. */
    edgesLeftOut: z.int(),
  })
  .meta({ id: 'ServiceGraph' });
export type ServiceGraph = z.output<typeof serviceGraph>;

/** One call, kept as an example: among the slowest, or among those that failed, of its edge and minute. */
export const callSample = z
  .object({
    at: instant,
    caller: z.string(),
    callee: z.string(),
    operation: z.string(),
    durationMs: z.number(),
    error: z.boolean(),
    traceId: z.string(),
    spanId: z.string(),
  })
  .meta({ id: 'CallSample' });
export type CallSample = z.output<typeof callSample>;
