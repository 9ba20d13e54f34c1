/**
 * Where chunks are fetched from. Grafana 10.1 serves a nested plugin at its own id (`plugins/watchroom-anomaly-panel/`),
 * later ones inside the app (`plugins/watchroom-aiops-app/panels/anomaly/`); the chunks always lie beside the app's module.
 */
export const publicPathModule = (appId) => `
import amdMetaModule from 'amd-module';

var uri = (amdMetaModule && amdMetaModule.uri) || '';
var folder = uri.slice(0, uri.lastIndexOf('/') + 1);
var inside = folder.lastIndexOf('/${appId}/');
var nested = /\\/watchroom-[a-z]+-(panel|datasource)\\/$/;

__webpack_public_path__ =
  folder === '' ? 'public/plugins/${appId}/'
  : inside >= 0 ? folder.slice(0, inside + ${appId.length + 2})
  : folder.replace(nested, '/${appId}/');
`;
