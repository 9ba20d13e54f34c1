import { createContext, useContext } from 'react';
import type { AppPluginMeta } from '@grafana/data';

/** What Grafana handed to the app's root. `usePluginContext` throws on app pages of Grafana 10.1, so it comes this way. */
const AppContext = createContext<AppPluginMeta | null>(null);

export const AppMetaProvider = AppContext.Provider;

/** Fails outside the app's pages. */
export const useAppMeta = (): AppPluginMeta => {
  const meta = useContext(AppContext);
  if (!meta) {
    throw new Error('useAppMeta needs AppMetaProvider above it');
  }
  return meta;
};
