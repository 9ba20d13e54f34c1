import { useTheme2 } from '@grafana/ui';
import React from 'react';
import { Link, useLocation } from 'react-router-dom-v5-compat';

const entries = [
  ['Inbox', '/a/watchroom-aiops-app/inbox'],
  ['Incidents', '/a/watchroom-aiops-app/incidents'],
  ['Correlation', '/a/watchroom-aiops-app/correlation'],
  ['Silences', '/a/watchroom-aiops-app/silences'],
  ['Anomalies', '/a/watchroom-aiops-app/anomalies'],
  ['Logs', '/a/watchroom-aiops-app/logs'],
  ['Detectors', '/a/watchroom-aiops-app/detectors'],
  ['Logs', '/a/watchroom-aiops-app/logs'],
  ['Drill-down', '/a/watchroom-aiops-app/drilldown'],
  ['Reports', '/a/watchroom-aiops-app/reports'],
  ['Senders', '/a/watchroom-aiops-app/senders'],
  ['This machine', '/d/watchroom-this-machine'],
  ['Simulated shop', '/d/watchroom-simulated-shop'],
  ['Configuration', '/a/watchroom-aiops-app/configuration'],
] as const;

/** The way around, where Grafana would have its menu. */
export const Navigation = () => {
  const theme = useTheme2();
  const { pathname } = useLocation();
  return (
    <nav
      aria-label="Watchroom"
      style={{
        display: 'flex',
        flexWrap: 'wrap',
        gap: theme.spacing(2),
        padding: theme.spacing(1, 3),
        borderBottom: `1px solid ${theme.colors.border.weak}`,
        background: theme.colors.background.primary,
      }}
    >
      {entries.map(([text, path]) => (
        <Link
          key={path}
          to={path}
          aria-current={pathname.startsWith(path) ? 'page' : undefined}
          style={{
            color: pathname.startsWith(path) ? theme.colors.text.maxContrast : theme.colors.text.secondary,
            fontWeight: pathname.startsWith(path) ? 500 : 400,
          }}
        >
          {text}
        </Link>
      ))}
    </nav>
  );
};
