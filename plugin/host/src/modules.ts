import * as emotionCss from '@emotion/css';
import * as emotionReact from '@emotion/react';
import * as grafanaData from '@grafana/data';
import * as grafanaRuntime from '@grafana/runtime';
import * as grafanaUi from '@grafana/ui';
import lodash from 'lodash';
import moment from 'moment';
import * as React from 'react';
import * as ReactDom from 'react-dom';
import * as reactRouter from 'react-router-dom-v5-compat';
import * as rxjs from 'rxjs';
import * as operators from 'rxjs/operators';
import 'systemjs/dist/system.js';
import 'systemjs/dist/extras/amd.js';
import { Page } from './page';

type Exports = Record<string, unknown>;

/** The module with a getter for each export, so that what is set later (a service, a component) is seen by the plugin. */
const live = (exports: object, overrides: Exports = {}): Exports => {
  const module: Exports = {};
  for (const name of new Set([...Object.keys(exports), ...Object.keys(overrides)])) {
    Object.defineProperty(module, name, {
      enumerable: true,
      get: () => (name in overrides ? overrides[name] : (exports as Exports)[name]),
    });
  }
  return Object.defineProperty(module, Symbol.toStringTag, { value: 'Module' });
};

/** What Grafana 10.1 shares with plugins, as far as there is a use for it here. `react-router` is v6's API. */
const shared: Record<string, Exports> = {
  react: live(React),
  'react-dom': live(ReactDom),
  '@grafana/data': live(grafanaData),
  '@grafana/ui': live(grafanaUi),
  '@grafana/runtime': live(grafanaRuntime, { PluginPage: Page }),
  '@emotion/css': live(emotionCss),
  '@emotion/react': live(emotionReact),
  rxjs: live(rxjs),
  'rxjs/operators': live(operators),
  'react-router': live(reactRouter),
  lodash: live(lodash, { default: lodash, __useDefault: true }),
  moment: live(moment, { default: moment, __useDefault: true }),
};

declare const System: {
  set(id: string, module: Exports): void;
  import(url: string): Promise<Exports>;
  addImportMap(map: { imports: Record<string, string> }): void;
};

/** Hands the shared packages to SystemJS under the names that plugins ask for. */
export const shareModules = (): void => {
  const imports: Record<string, string> = {};
  for (const [name, module] of Object.entries(shared)) {
    const address = `${window.location.origin}/shared/${name}`;
    imports[name] = address;
    System.set(address, module);
  }
  System.addImportMap({ imports });
};

/** Loads a built AMD module of the plugin, e.g. `panels/anomaly/module.js`. */
export const loadModule = (path: string): Promise<Exports> =>
  System.import(`${window.location.origin}/public/plugins/watchroom-aiops-app/${path}`);
