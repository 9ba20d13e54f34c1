import { config } from '@grafana/runtime';
import { appPath } from './pluginId';

/** For `href`: a page of the app with Grafana's sub path, so that it can be opened in a new tab. */
export const appHref = (page: string): string => `${config.appSubUrl ?? ''}${appPath(page)}`;

export const alertPage = (id: string): string => `inbox?alert=${encodeURIComponent(id)}`;
export const incidentPage = (id: string): string => `incidents/${encodeURIComponent(id)}`;
/** Where the incident's page shows its probable causes. */
export const causesPlace = 'causes';
export const causesPage = (incidentId: string): string => `${incidentPage(incidentId)}#${causesPlace}`;

export const newDetectorPage = (copyOf?: string): string =>
  copyOf === undefined ? 'detectors/new' : `detectors/new?from=${encodeURIComponent(copyOf)}`;
export const detectorPage = (name: string): string => `detectors/${encodeURIComponent(name)}`;

/** What the anomaly explorer shows first; times are as in Grafana's addresses: `now-7d` or ms. */
export interface ExplorerLink {
  detector?: string;
  match?: string;
  anomaly?: string;
  from?: string;
  to?: string;
}

export const anomaliesPage = (link: ExplorerLink = {}): string => {
  const given = Object.entries(link).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return given.length === 0 ? 'anomalies' : `anomalies?${new URLSearchParams(given).toString()}`;
};

const leastDrill = 5 * 60_000;

/** The drill-down of what a metric did while something lasted (ms; `endsAt` null: until now), over all its series; five minutes at least. */
export const drilldownPage = (match: string, startsAt: number, endsAt: number | null): string => {
  const to = endsAt === null ? 'now' : String(Math.max(endsAt, startsAt + leastDrill));
  return `drilldown?${new URLSearchParams({ match, from: String(startsAt), to }).toString()}`;
};

/** What the page of senders shows first. */
export const sendersPage = (link: { tab?: string; sender?: string; rejection?: string } = {}): string => {
  const written = new URLSearchParams(link).toString();
  return written === '' ? 'senders' : `senders?${written}`;
};
