/**
 * What Grafana 10.1 serves to plugins, and nothing else: a name that an older Grafana does not know makes the module fail
 * to load there. `react/jsx-runtime` came later, so JSX is compiled to React.createElement.
 */
export const sharedByGrafana = [
  'react',
  'react-dom',
  '@grafana/data',
  '@grafana/ui',
  '@grafana/runtime',
  '@emotion/css',
  '@emotion/react',
  'rxjs',
  'rxjs/operators',
  'react-router',
  'react-redux',
  'redux',
  'lodash',
  'moment',
  'd3',
];

export const externals = [
  // The AMD loader's own module object tells where the file came from.
  { 'amd-module': 'module' },
  ...sharedByGrafana,
];
