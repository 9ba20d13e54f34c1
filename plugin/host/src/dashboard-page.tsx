import { dateMath, dateTime, type TimeRange } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import { TimeRangePicker } from '@grafana/ui';
import React, { useCallback, useEffect, useMemo, useState } from 'react';
import { useLocation, useParams } from 'react-router-dom-v5-compat';
import { loadDashboard, type Dashboard } from './dashboard';
import { PanelView } from './panel-view';
import { Page } from './page';

const rangeFrom = (search: string): TimeRange => {
  const query = new URLSearchParams(search);
  const raw = { from: query.get('from') ?? 'now-1h', to: query.get('to') ?? 'now' };
  const moment = (text: string, up: boolean) =>
    /^\d+$/.test(text) ? dateTime(Number(text)) : (dateMath.parse(text, up) ?? dateTime());
  return { from: moment(raw.from, false), to: moment(raw.to, true), raw };
};

const refreshMs = 10_000;

/** A provisioned dashboard: its panels in a grid, with the time range in the URL. */
export const DashboardPage = () => {
  const { uid = '' } = useParams();
  const { search } = useLocation();
  const [dashboard, setDashboard] = useState<Dashboard>();
  const [tick, setTick] = useState(0);
  useEffect(() => {
    loadDashboard(uid).then(setDashboard, console.error);
  }, [uid]);
  useEffect(() => {
    const timer = setInterval(() => setTick((count) => count + 1), refreshMs);
    return () => clearInterval(timer);
  }, []);
  // Each tick moves `now`.
  const { range } = useMemo(() => ({ tick, range: rangeFrom(search) }), [search, tick]);
  const setRange = useCallback((next: { from: unknown; to: unknown }) => {
    const text = (value: unknown) => (typeof value === 'string' ? value : String(Number(value)));
    locationService.partial({ from: text(next.from), to: text(next.to) });
  }, []);
  if (!dashboard) {
    return <Page pageNav={{ text: 'Loading…' }} />;
  }
  return (
    <Page
      pageNav={{ text: dashboard.title }}
      actions={
        <TimeRangePicker
          value={range}
          onChange={(next) => setRange(next.raw)}
          onChangeTimeZone={() => undefined}
          onMoveBackward={() => undefined}
          onMoveForward={() => undefined}
          onZoom={() => undefined}
          isOnCanvas
        />
      }
    >
      <div style={{ display: 'grid', gridTemplateColumns: 'repeat(24, 1fr)', gridAutoRows: 30, gap: 8 }}>
        {dashboard.panels.map((panel) => (
          <PanelView key={panel.id} panel={panel} range={range} onChangeTimeRange={(next) => setRange(next)} />
        ))}
      </div>
    </Page>
  );
};
