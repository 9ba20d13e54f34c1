import React, { useState } from 'react';
import { QueryClientProvider } from '@tanstack/react-query';
import type { AppPluginMeta, PluginConfigPageProps } from '@grafana/data';
import { createQueryClient } from '../../data/queryClient';
import { Configuration } from './Configuration';

export type ConfigPageProps = PluginConfigPageProps<AppPluginMeta>;

/** The tab on Grafana's own page of the plugin. */
const ConfigPage = ({ plugin }: ConfigPageProps) => {
  const [client] = useState(createQueryClient);
  return (
    <QueryClientProvider client={client}>
      <Configuration pluginVersion={plugin.meta.info.version} />
    </QueryClientProvider>
  );
};

export default ConfigPage;
