import type { PluginMeta } from '@grafana/data';

/** The plugin's description as Grafana hands it over: its plugin.json with the stored settings. */
export const appMeta = async (): Promise<PluginMeta> => {
  const answer = await fetch('/api/plugins/watchroom-aiops-app/settings');
  return (await answer.json()) as PluginMeta;
};

/** plugin.json of a nested panel. */
export const panelMeta = async (folder: string): Promise<PluginMeta> => {
  const answer = await fetch(`/public/plugins/watchroom-aiops-app/panels/${folder}/plugin.json`);
  return (await answer.json()) as PluginMeta;
};
