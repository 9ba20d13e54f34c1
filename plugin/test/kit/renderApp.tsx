import React from 'react';
import { render } from '@testing-library/react';
import userEvent, { PointerEventsCheckLevel } from '@testing-library/user-event';
import { MemoryRouter, Route, Routes, useLocation } from 'react-router';
import { PluginType, type AppPluginMeta } from '@grafana/data';
import App from '../../src/pages/App';
import { appId, appPath } from '../../src/pluginId';

export const meta: AppPluginMeta = {
  id: appId,
  name: 'Watchroom',
  type: PluginType.app,
  module: `plugins/${appId}/module`,
  baseUrl: `public/plugins/${appId}`,
  info: {
    author: { name: 'Watchroom' },
    description: '',
    links: [],
    logos: { small: '', large: '' },
    screenshots: [],
    updated: '2026-11-23',
    version: '0.1.0',
  },
};

/** Shows the app at one of its pages (`inbox?status=any`) as Grafana mounts it; `address()` is where it is now. */
export const renderApp = (page: string) => {
  // Grafana 10.1's drawers mount here.
  const mainView = document.createElement('div');
  mainView.className = 'main-view';
  document.body.append(mainView);
  let address = '';
  const Address = () => {
    const { pathname, search } = useLocation();
    address = pathname + search;
    return null;
  };
  // Looking up the styles of every ancestor for each click costs more than all else; jsdom lays nothing out anyway.
  const user = userEvent.setup({ pointerEventsCheck: PointerEventsCheckLevel.Never });
  const view = render(
    <MemoryRouter initialEntries={[appPath(page)]}>
      <Routes>
        <Route
          path={`${appPath()}*`}
          element={
            <App meta={meta} basename={appPath()} onNavChanged={() => undefined} query={{}} path={appPath(page)} />
          }
        />
      </Routes>
      <Address />
    </MemoryRouter>,
    { container: document.body.appendChild(document.createElement('div')) }
  );
  return { user, view, address: () => address };
};
