import React from 'react';
import { PluginPage } from '@grafana/runtime';
import { useAppMeta } from '../../components/AppContext';
import { Configuration } from './Configuration';

/** The app's own configuration page. */
const ConfigurationPage = () => (
  <PluginPage>
    <Configuration pluginVersion={useAppMeta().info.version} />
  </PluginPage>
);

export default ConfigurationPage;
