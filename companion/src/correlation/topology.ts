import type { CallEdge } from '../rootcause/metric-series.js';

/** Which services are next to each other, whichever calls the other. */
export interface Topology {
  /** What an alert's labels tell; bounded. */
  learn(edge: CallEdge): void;
  /** Services within so many hops, with the hops; without the service itself. */
  near(service: string, hops: number): ReadonlyMap<string, number>;
}

/** The configured service map as calls. */
export const callsOf = (services: ReadonlyArray<{ service: string; calls: readonly string[] }>): CallEdge[] =>
  services.flatMap(({ service, calls }) => calls.map((callee) => ({ caller: service, callee })));

const maxLearnt = 5000;
/** A service with more neighbours than this, e.g. a gateway or a message bus, ties nothing together: all is next to it. */
export const hubNeighbours = 12;

/** The service map: as configured, and what labels of alerts add to it. Answers are remembered until it changes. */
export const createTopology = (configured: readonly CallEdge[]): Topology => {
  const neighbours = new Map<string, Set<string>>();
  const answers = new Map<string, ReadonlyMap<string, number>>();
  let learnt = 0;

  const link = (a: string, b: string): void => {
    const of = neighbours.get(a) ?? new Set<string>();
    neighbours.set(a, of.add(b));
  };
  const add = ({ caller, callee }: CallEdge): void => {
    link(caller, callee);
    link(callee, caller);
    answers.clear();
  };
  configured.forEach(add);

  const search = (service: string, hops: number): ReadonlyMap<string, number> => {
    const found = new Map<string, number>([[service, 0]]);
    for (const [at, distance] of found) {
      const next = neighbours.get(at);
      const passes = distance === 0 || (next?.size ?? 0) <= hubNeighbours;
      if (distance >= hops || !next || !passes) {
        continue;
      }
      for (const other of next) {
        if (!found.has(other)) {
          found.set(other, distance + 1);
        }
      }
    }
    found.delete(service);
    return found;
  };

  return {
    learn: (edge) => {
      if (learnt < maxLearnt && !neighbours.get(edge.caller)?.has(edge.callee)) {
        learnt++;
        add(edge);
      }
    },
    near: (service, hops) => {
      const key = `${hops} ${service}`;
      const known = answers.get(key);
      if (known) {
        return known;
      }
      const found = search(service, hops);
      if (answers.size > 1000) {
        answers.clear();
      }
      answers.set(key, found);
      return found;
    },
  };
};
