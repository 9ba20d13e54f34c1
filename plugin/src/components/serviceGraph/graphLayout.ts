/** Where a node is drawn; `x` and `y` are its top left corner, px. */
export interface PlacedNode {
  service: string;
  /** Callers before those they call, from 0. */
  layer: number;
  /** Within its layer, from 0. */
  place: number;
  x: number;
  y: number;
}

export interface GraphLayout {
  nodes: PlacedNode[];
  width: number;
  height: number;
}

interface Calls {
  caller: string;
  callee: string;
}

export const nodeWidth = 168;
export const nodeHeight = 44;
const gapX = 72;
const gapY = 20;
const margin = 12;
const sweeps = 4;

const neighboursOf = (edges: readonly Calls[], from: keyof Calls, to: keyof Calls): Map<string, string[]> => {
  const found = new Map<string, string[]>();
  for (const edge of edges) {
    found.set(edge[from], [...(found.get(edge[from]) ?? []), edge[to]]);
  }
  return found;
};

/** The calls without those that close a circle, found by going down from the services that nobody calls. */
const withoutCircles = (services: readonly string[], edges: readonly Calls[]): Calls[] => {
  const callees = neighboursOf(edges, 'caller', 'callee');
  const called = new Set(edges.map(({ callee }) => callee));
  const state = new Map<string, 'under way' | 'done'>();
  const kept: Calls[] = [];
  const starts = [...services.filter((one) => !called.has(one)), ...services];
  for (const start of starts) {
    if (state.has(start)) {
      continue;
    }
    state.set(start, 'under way');
    const path = [{ service: start, next: 0 }];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const callee = callees.get(top.service)?.[top.next];
      top.next += 1;
      if (callee === undefined) {
        state.set(top.service, 'done');
        path.pop();
      } else if (state.get(callee) !== 'under way') {
        kept.push({ caller: top.service, callee });
        if (!state.has(callee)) {
          state.set(callee, 'under way');
          path.push({ service: callee, next: 0 });
        }
      }
    }
  }
  return kept;
};

/** The layer of each service: one below the lowest of its callers. */
const layersOf = (services: readonly string[], edges: readonly Calls[]): Map<string, number> => {
  const callees = neighboursOf(edges, 'caller', 'callee');
  const open = new Map(services.map((service) => [service, 0]));
  edges.forEach(({ callee }) => open.set(callee, (open.get(callee) ?? 0) + 1));
  const layers = new Map<string, number>();
  const ready = services.filter((service) => open.get(service) === 0);
  ready.forEach((service) => layers.set(service, 0));
  for (const service of ready) {
    for (const callee of callees.get(service) ?? []) {
      layers.set(callee, Math.max(layers.get(callee) ?? 0, (layers.get(service) ?? 0) + 1));
      const left = (open.get(callee) ?? 0) - 1;
      open.set(callee, left);
      if (left === 0) {
        ready.push(callee);
      }
    }
  }
  return layers;
};

/** Orders each layer by the mean place of its neighbours in the layer before, there and back: fewer edges cross. */
const orderLayers = (layers: string[][], edges: readonly Calls[]): void => {
  const callers = neighboursOf(edges, 'callee', 'caller');
  const callees = neighboursOf(edges, 'caller', 'callee');
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const neighbours = sweep % 2 === 0 ? callers : callees;
    const places = new Map(layers.flatMap((layer) => layer.map((service, place) => [service, place] as const)));
    const meanOf = (service: string): number => {
      const near = (neighbours.get(service) ?? []).map((one) => places.get(one) ?? 0);
      return near.length === 0 ? (places.get(service) ?? 0) : near.reduce((sum, one) => sum + one, 0) / near.length;
    };
    for (const layer of layers) {
      const means = new Map(layer.map((service) => [service, meanOf(service)]));
      layer.sort((a, b) => (means.get(a) ?? 0) - (means.get(b) ?? 0) || a.localeCompare(b));
    }
  }
};

/**
 * Callers to the left of those they call, in columns. The same graph is always laid out alike. Source of the method: Sugiyama's layers
 * (circles opened, longest path, barycentres), without bending edges.
 */
export const layOut = (services: readonly string[], edges: readonly Calls[]): GraphLayout => {
  const acyclic = withoutCircles(services, edges);
  const layerOf = layersOf(services, acyclic);
  const layers: string[][] = [];
  for (const service of services) {
    const layer = layerOf.get(service) ?? 0;
    (layers[layer] ??= []).push(service);
  }
  orderLayers(layers, acyclic);
  const most = Math.max(1, ...layers.map((layer) => layer.length));
  const nodes = layers.flatMap((column, layer) => {
    const top = margin + ((most - column.length) * (nodeHeight + gapY)) / 2;
    return column.map((service, place) => ({
      service,
      layer,
      place,
      x: margin + layer * (nodeWidth + gapX),
      y: top + place * (nodeHeight + gapY),
    }));
  });
  return {
    nodes,
    width: 2 * margin + Math.max(1, layers.length) * (nodeWidth + gapX) - gapX,
    height: 2 * margin + most * (nodeHeight + gapY) - gapY,
  };
};
