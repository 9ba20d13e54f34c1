export const appId = 'watchroom-aiops-app';
export const anomalyPanelId = 'watchroom-anomaly-panel';
export const alertListPanelId = 'watchroom-alertlist-panel';
export const datasourceId = 'watchroom-series-datasource';

/** Path of one of the app's pages below Grafana's root. */
export const appPath = (page = '') => `/a/${appId}/${page}`;

/** Where the plugin's backend passes requests on to the companion. */
export const resourcesPath = `/api/plugins/${appId}/resources`;
export const healthPath = `/api/plugins/${appId}/health`;
export const settingsPath = `/api/plugins/${appId}/settings`;
