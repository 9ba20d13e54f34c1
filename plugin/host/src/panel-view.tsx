import {
  applyFieldOverrides,
  EventBusSrv,
  LoadingState,
  type AbsoluteTimeRange,
  type PanelData,
  type PanelPlugin,
  type PanelProps,
  type TimeRange,
} from '@grafana/data';
import { PanelChrome, useTheme2 } from '@grafana/ui';
import React, { useEffect, useMemo, useRef, useState, type ComponentType } from 'react';
import type { DashboardPanel } from './dashboard';
import { queryFrames } from './frames';
import { panelMeta } from './meta';
import { loadModule } from './modules';

const folders: Record<string, string> = {
  'watchroom-anomaly-panel': 'anomaly',
  'watchroom-alertlist-panel': 'alert-list',
};

const events = new EventBusSrv();

const usePlugin = (type: string): PanelPlugin | undefined => {
  const [plugin, setPlugin] = useState<PanelPlugin>();
  useEffect(() => {
    const folder = folders[type];
    if (folder === undefined) {
      return;
    }
    Promise.all([loadModule(`panels/${folder}/module.js`), panelMeta(folder)]).then(([module, meta]) => {
      const loaded = module['plugin'] as PanelPlugin;
      loaded.meta = meta as PanelPlugin['meta'];
      setPlugin(() => loaded);
    }, console.error);
  }, [type]);
  return plugin;
};

const useFrames = (panel: DashboardPanel, range: TimeRange): PanelData => {
  const [data, setData] = useState<PanelData>({ series: [], state: LoadingState.Loading, timeRange: range });
  useEffect(() => {
    const abort = new AbortController();
    queryFrames(panel, range, abort.signal).then(
      (series) => setData({ series, state: LoadingState.Done, timeRange: range }),
      (error: unknown) => {
        if (!abort.signal.aborted) {
          setData({ series: [], state: LoadingState.Error, timeRange: range, errors: [{ message: String(error) }] });
        }
      }
    );
    return () => abort.abort();
  }, [panel, range]);
  return data;
};

const useWidth = () => {
  const element = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width ?? 0));
    if (element.current) {
      observer.observe(element.current);
    }
    return () => observer.disconnect();
  }, []);
  return { element, width };
};

interface PanelViewProps {
  panel: DashboardPanel;
  range: TimeRange;
  onChangeTimeRange: (range: AbsoluteTimeRange) => void;
}

/** One panel of a dashboard with its frame, data and field settings. */
export const PanelView = ({ panel, range, onChangeTimeRange }: PanelViewProps) => {
  const theme = useTheme2();
  const plugin = usePlugin(panel.type);
  const raw = useFrames(panel, range);
  const { element, width } = useWidth();
  const height = panel.gridPos.h * 38 - 8;
  const fieldConfig = useMemo(
    () => ({ defaults: panel.fieldConfig?.defaults ?? {}, overrides: panel.fieldConfig?.overrides ?? [] }),
    [panel.fieldConfig]
  );
  const data = useMemo(
    () => ({
      ...raw,
      series: applyFieldOverrides({
        data: raw.series,
        fieldConfig,
        theme,
        timeZone: 'browser',
        replaceVariables: (text: string) => text,
      }),
    }),
    [raw, fieldConfig, theme]
  );
  const Panel = plugin?.panel as ComponentType<PanelProps> | undefined;
  return (
    <div
      ref={element}
      data-testid={`panel-${panel.id}`}
      style={{
        gridColumn: `${panel.gridPos.x + 1} / span ${panel.gridPos.w}`,
        gridRow: `${panel.gridPos.y + 1} / span ${panel.gridPos.h}`,
        minWidth: 0,
      }}
    >
      {width > 0 ? (
        <PanelChrome title={panel.title} width={width} height={height} loadingState={data.state}>
          {(innerWidth, innerHeight) =>
            Panel ? (
              <Panel
                id={panel.id}
                title={panel.title}
                transparent={false}
                renderCounter={0}
                data={data}
                timeRange={range}
                timeZone="browser"
                options={{ ...(plugin?.defaults as object), ...panel.options }}
                fieldConfig={fieldConfig}
                width={innerWidth}
                height={innerHeight}
                eventBus={events}
                replaceVariables={(text) => text}
                onOptionsChange={() => undefined}
                onFieldConfigChange={() => undefined}
                onChangeTimeRange={onChangeTimeRange}
              />
            ) : (
              <></>
            )
          }
        </PanelChrome>
      ) : null}
    </div>
  );
};
