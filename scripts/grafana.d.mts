import type { RunningProcess } from './processes.mjs';

/** A Grafana that can be started here. */
export type FoundGrafana = { kind: 'home'; home: string; binary: string } | { kind: 'docker' };

/** From GRAFANA_HOME, by Docker, or null; throws where GRAFANA_HOME holds none. */
export function findGrafana(): FoundGrafana | null;

/** Starts Grafana with the plugin provisioned; resolves when it answers. */
export function startGrafana(
  found: FoundGrafana,
  data: string,
  options: { port: number; companionUrl: string; pluginSecret: string; log?: (line: string) => unknown }
): Promise<RunningProcess & { url: string }>;
