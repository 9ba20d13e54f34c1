import React, { lazy, Suspense, useEffect, useState } from 'react';
import { QueryClientProvider } from '@tanstack/react-query';
import type { AppRootProps } from '@grafana/data';
import { PluginPage } from '@grafana/runtime';
import { Route, Routes, useLocation, useNavigate } from 'react-router';
import { Loading } from '../components/Loading';
import { AppMetaProvider } from '../components/AppContext';
import { LiveProvider } from '../data/LiveProvider';
import { createQueryClient } from '../data/queryClient';
import { appPath } from '../pluginId';

const InboxPage = lazy(() => import('./inbox/InboxPage'));
const IncidentsPage = lazy(() => import('./incidents/IncidentsPage'));
const IncidentPage = lazy(() => import('./incident/IncidentPage'));
const AnomaliesPage = lazy(() => import('./anomalies/AnomaliesPage'));
const LogsPage = lazy(() => import('./logs/LogsPage'));
const DrilldownPage = lazy(() => import('./drilldown/DrilldownPage'));
const DetectorsPage = lazy(() => import('./detectors/DetectorsPage'));
const NewDetectorPage = lazy(() => import('./detector/NewDetectorPage'));
const DetectorPage = lazy(() => import('./detector/DetectorPage'));
const CorrelationPage = lazy(() => import('./correlation/CorrelationPage'));
const SilencesPage = lazy(() => import('./silences/SilencesPage'));
const ReportsPage = lazy(() => import('./reports/ReportsPage'));
const SendersPage = lazy(() => import('./senders/SendersPage'));
const ConfigurationPage = lazy(() => import('./configuration/ConfigurationPage'));

const ToInbox = () => {
  const navigate = useNavigate();
  const { search } = useLocation();
  useEffect(() => {
    navigate({ pathname: appPath('inbox'), search }, { replace: true });
  }, [navigate, search]);
  return null;
};

const PageLoading = () => (
  <PluginPage>
    <Loading text="Loading…" />
  </PluginPage>
);

/** The app below `/a/watchroom-aiops-app`. */
const App = ({ meta }: AppRootProps) => {
  const [client] = useState(createQueryClient);
  return (
    <AppMetaProvider value={meta}>
      <QueryClientProvider client={client}>
        <LiveProvider>
          <Suspense fallback={<PageLoading />}>
            <Routes>
              <Route path="inbox" element={<InboxPage />} />
              <Route path="incidents" element={<IncidentsPage />} />
              <Route path="incidents/:id" element={<IncidentPage />} />
              <Route path="anomalies" element={<AnomaliesPage />} />
              <Route path="logs" element={<LogsPage />} />
              <Route path="drilldown" element={<DrilldownPage />} />
              <Route path="detectors" element={<DetectorsPage />} />
              <Route path="detectors/new" element={<NewDetectorPage />} />
              <Route path="detectors/:name" element={<DetectorPage />} />
              <Route path="correlation" element={<CorrelationPage />} />
              <Route path="silences" element={<SilencesPage />} />
              <Route path="reports" element={<ReportsPage />} />
              <Route path="senders" element={<SendersPage />} />
              <Route path="configuration" element={<ConfigurationPage />} />
              <Route path="*" element={<ToInbox />} />
            </Routes>
          </Suspense>
        </LiveProvider>
      </QueryClientProvider>
    </AppMetaProvider>
  );
};

export default App;
