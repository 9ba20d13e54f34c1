import path from 'node:path';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import { expect, it } from 'vitest';

const file = path.resolve(import.meta.dirname, '../.config/webpack/public-path.mjs');

/** Where chunks are fetched from when the AMD loader says that the module came from `uri`. */
const publicPath = async (uri: string | undefined): Promise<unknown> => {
  const { publicPathModule } = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as {
    publicPathModule: (appId: string) => string;
  };
  const code = publicPathModule('watchroom-aiops-app').replace(/^import .*$/m, '');
  return vm.runInNewContext(`${code}\n__webpack_public_path__`, {
    amdMetaModule: { uri },
    __webpack_public_path__: '',
  });
};

it.each([
  ['http://g/public/plugins/watchroom-aiops-app/module.js', 'http://g/public/plugins/watchroom-aiops-app/'],
  // Grafana 10.1 serves nested plugins at their own ids.
  ['http://g/public/plugins/watchroom-anomaly-panel/module.js', 'http://g/public/plugins/watchroom-aiops-app/'],
  ['/sub/public/plugins/watchroom-alertlist-panel/module.js', '/sub/public/plugins/watchroom-aiops-app/'],
  ['public/plugins/watchroom-series-datasource/module.js', 'public/plugins/watchroom-aiops-app/'],
  // Later ones serve them inside the app; a CDN puts a version in between.
  [
    'http://g/public/plugins/watchroom-aiops-app/panels/anomaly/module.js',
    'http://g/public/plugins/watchroom-aiops-app/',
  ],
  [
    'http://cdn/watchroom-aiops-app/0.1.0/public/plugins/watchroom-aiops-app/datasource/module.js',
    'http://cdn/watchroom-aiops-app/0.1.0/public/plugins/watchroom-aiops-app/',
  ],
  [undefined, 'public/plugins/watchroom-aiops-app/'],
])('%s: chunks at %s', async (uri, expected) => {
  expect(await publicPath(uri)).toBe(expected);
});
