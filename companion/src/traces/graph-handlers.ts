import type { ServiceGraph } from '@watchroom/contract';
import { HttpProblem } from '../http/http-problem.js';
import type { Handlers } from '../http/route.js';
import { graphFromLabels, labelsOfCalls } from '../rootcause/graph-from-labels.js';
import type { CallEdge } from '../rootcause/metric-series.js';
import type { EdgeStore } from '../stores/timeseries/edge-store.js';
import type { TimeseriesStore } from '../stores/timeseries/timeseries-store.js';
import { mergeGraph } from './service-graph.js';

const minuteMs = 60_000;
/** A window longer than this is a mistake, or wants a report. */
const maxWindowMs = 32 * 24 * 60 * minuteMs;
/** Series that are looked at for labels that name both ends of calls, for each pair of such labels. */
const maxSeries = 5000;

const checkWindow = ({ from, to }: { from: number; to: number }): void => {
  const wrong = (message: string): HttpProblem =>
    new HttpProblem(400, 'Invalid window', { detail: `to ${message}`, errors: [{ field: 'to', message }] });
  if (to <= from) {
    throw wrong('must be after from');
  }
  if (to - from > maxWindowMs) {
    throw wrong('must be within 32 days of from');
  }
};

/** Everything that tells of calls between services. */
export interface GraphReader {
  /** The merged graph of [from, to), whole minutes. */
  read(window: { from: number; to: number; service?: string | undefined; limit: number }): Promise<ServiceGraph>;
}

interface Deps {
  edges: EdgeStore;
  series: Pick<TimeseriesStore, 'findSeries'>;
  /** The service map of the YAML. */
  topology: readonly CallEdge[];
}

const readGraph = async (
  { edges, series, topology }: Deps,
  given: { from: number; to: number; service?: string | undefined; limit: number }
): Promise<ServiceGraph> => {
  const window = {
    ...given,
    from: Math.floor(given.from / minuteMs) * minuteMs,
    to: Math.ceil(given.to / minuteMs) * minuteMs,
  };
  const [spans, found] = await Promise.all([
    // Of all services: what a neighbour gets comes from others too.
    edges.edges({ from: window.from, to: window.to }),
    Promise.all(labelsOfCalls.map((label) => series.findSeries([{ label, op: '!=', value: '' }], maxSeries))),
  ]);
  const told = found.flat().filter(({ lastAt }) => lastAt !== null && lastAt >= window.from);
  const labels = graphFromLabels(told.map((one) => one.labels));
  return mergeGraph({ spans, labels, yaml: topology }, window);
};

/** Reads graphs; for the API and for diagnosis alike. */
export const createGraphReader = (deps: Deps): GraphReader => ({ read: (window) => readGraph(deps, window) });

/** The service graph and examples of calls through the API. `HttpProblem` 400 for a window that is none. */
export const graphHandlers = (deps: {
  graph: GraphReader;
  edges: EdgeStore;
}): Pick<Handlers, 'getServiceGraph' | 'listCallSamples'> => ({
  getServiceGraph: async ({ query }) => {
    checkWindow(query);
    return deps.graph.read(query);
  },
  listCallSamples: async ({ query }) => {
    checkWindow(query);
    return { items: await deps.edges.samples(query) };
  },
});
