import React, { lazy, Suspense } from 'react';
import { AppPlugin, type AppRootProps } from '@grafana/data';
import { Loading } from './components/Loading';
import type { ConfigPageProps } from './pages/configuration/ConfigPage';

const LazyApp = lazy(() => import('./pages/App'));
const LazyConfigPage = lazy(() => import('./pages/configuration/ConfigPage'));

const App = (props: AppRootProps) => (
  <Suspense fallback={<Loading text="Loading Watchroom…" />}>
    <LazyApp {...props} />
  </Suspense>
);

const ConfigPage = (props: ConfigPageProps) => (
  <Suspense fallback={<Loading text="Loading…" />}>
    <LazyConfigPage {...props} />
  </Suspense>
);

export const plugin = new AppPlugin().setRootPage(App).addConfigPage({
  id: 'configuration',
  title: 'Configuration',
  icon: 'cog',
  body: ConfigPage,
});
