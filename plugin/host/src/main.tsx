import * as grafanaData from '@grafana/data';
import type { GrafanaTheme2 } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import * as grafanaUi from '@grafana/ui';
import React, { Component, type Context, type ErrorInfo, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { Router } from 'react-router-dom';
import { CompatRouter, Route, Routes } from 'react-router-dom-v5-compat';
import 'rc-drawer/assets/index.css';
import 'uplot/dist/uPlot.min.css';
import './page.css';
import { AppPage } from './app-page';
import { DashboardPage } from './dashboard-page';
import { registerEditors } from './editors';
import { shareModules } from './modules';
import { Navigation } from './navigation';
import { setServices } from './services';

class Boundary extends Component<{ children: ReactNode }, { error?: Error }> {
  override state: { error?: Error } = {};
  static getDerivedStateFromError(error: Error) {
    return { error };
  }
  override componentDidCatch(error: Error, info: ErrorInfo) {
    console.error(error, info.componentStack);
  }
  override render() {
    return this.state.error ? <pre role="alert">{String(this.state.error.stack)}</pre> : this.props.children;
  }
}

const { GlobalStyles, PortalContainer } = grafanaUi;
// 10.1 has it in its ui package, 13 in its data package.
const { ThemeContext } = { ...grafanaData, ...grafanaUi } as unknown as { ThemeContext: Context<GrafanaTheme2> };

const theme = grafanaData.createTheme({ colors: { mode: window.grafanaBootData.user.theme } });
document.documentElement.style.colorScheme = theme.colors.mode;
document.body.style.background = theme.colors.background.canvas;
document.body.style.color = theme.colors.text.primary;
document.body.classList.add(`theme-${theme.colors.mode}`);

setServices();
registerEditors();
shareModules();

const container = document.getElementById('root');
if (container) {
  createRoot(container).render(
    <ThemeContext.Provider value={theme}>
      <GlobalStyles />
      <Boundary>
        <Router history={locationService.getHistory() as never}>
          <CompatRouter>
            <Navigation />
            <div className="main-view">
              <Routes>
                <Route path="/a/:pluginId/*" element={<AppPage />} />
                <Route path="/d/:uid" element={<DashboardPage />} />
              </Routes>
            </div>
          </CompatRouter>
        </Router>
        <PortalContainer />
      </Boundary>
    </ThemeContext.Provider>
  );
}
