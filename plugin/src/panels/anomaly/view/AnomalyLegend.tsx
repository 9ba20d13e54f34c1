import React, { useMemo } from 'react';
import type { VizLegendOptions } from '@grafana/schema';
import { PanelContextProvider, usePanelContext, VizLegend, type VizLegendItem } from '@grafana/ui';

interface Props {
  options: VizLegendOptions;
  items: VizLegendItem[];
  onToggle: (fieldName: string, append: boolean) => void;
}

/** Grafana's legend, but with hiding by the field's name: 10.1's goes by the label, which here may be a shorter one. */
export const AnomalyLegend = ({ options, items, onToggle }: Props) => {
  const context = usePanelContext();
  const own = useMemo(() => ({ ...context, onToggleSeriesVisibility: undefined }), [context]);
  return (
    <PanelContextProvider value={own}>
      <VizLegend
        placement={options.placement}
        displayMode={options.displayMode}
        sortBy={options.sortBy}
        sortDesc={options.sortDesc}
        items={items}
        onLabelClick={(item, event) => onToggle(String(item.data), event.ctrlKey || event.metaKey || event.shiftKey)}
      />
    </PanelContextProvider>
  );
};
