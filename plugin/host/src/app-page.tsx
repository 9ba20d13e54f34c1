import type { AppPlugin, AppRootProps } from '@grafana/data';
import React, { useEffect, useState, type ComponentType } from 'react';
import { loadModule } from './modules';
import { appMeta } from './meta';

const appId = 'watchroom-aiops-app';

/** Loads the app once and shows its root page, without a plugin context, as 10.1 does. */
export const AppPage = () => {
  const [root, setRoot] = useState<{ Root: ComponentType<AppRootProps>; meta: AppRootProps['meta'] }>();
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    Promise.all([loadModule('module.js'), appMeta()]).then(([module, meta]) => {
      const plugin = module['plugin'] as AppPlugin;
      plugin.meta = meta as AppPlugin['meta'];
      if (plugin.root) {
        setRoot({ Root: plugin.root as ComponentType<AppRootProps>, meta: meta as AppRootProps['meta'] });
      }
    }, setError);
  }, []);
  if (error !== undefined) {
    throw error;
  }
  return root ? (
    <root.Root
      basename={`/a/${appId}`}
      meta={root.meta}
      path={window.location.pathname}
      query={{}}
      onNavChanged={() => undefined}
    />
  ) : (
    <div style={{ padding: 24 }}>Loading…</div>
  );
};
