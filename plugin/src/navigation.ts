import { config } from '@grafana/runtime';
import { appPath } from './pluginId';

/** For `href`: a page of the app with Grafana's sub path, so that it can be opened in a new tab. */
export const appHref = (page: string): string => `${config.appSubUrl ?? ''}${appPath(page)}`;

export const alertPage = (id: string): string => `inbox?alert=${encodeURIComponent(id)}`;
export const incidentPage = (id: string): string => `incidents/${encodeURIComponent(id)}`;
