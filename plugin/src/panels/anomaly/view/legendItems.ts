import {
  fieldReducers,
  getDisplayProcessor,
  reduceField,
  ReducerID,
  type DisplayProcessor,
  type DisplayValue,
  type GrafanaTheme2,
} from '@grafana/data';
import { AxisPlacement } from '@grafana/schema';
import type { VizLegendItem } from '@grafana/ui';
import type { LineStyle } from '../plot/lineStyle';
import type { PanelSeries } from '../series/panelSeries';
import { tooShort } from './words';

export interface LegendLine {
  series: PanelSeries;
  style: LineStyle;
  /** Anomalies in sight; null where there is no band. */
  anomalies: number | null;
  baseline: string | null;
}

const counts: string[] = [ReducerID.count, ReducerID.changeCount, ReducerID.distinctCount];

/** The calculations that the legend's options ask for, formatted as Grafana's own legend does. */
const calcValues = ({ field }: PanelSeries, calcs: readonly string[], theme: GrafanaTheme2): DisplayValue[] => {
  const found = reduceField({ field, reducers: [...calcs] });
  const inUnit = (unit: string): DisplayProcessor =>
    getDisplayProcessor({ field: { ...field, config: { ...field.config, unit } }, theme });
  return calcs.map((calc) => {
    const reducer = fieldReducers.get(calc);
    const display = counts.includes(calc)
      ? inUnit('none')
      : calc === ReducerID.diffperc
        ? inUnit('percentunit')
        : (field.display ?? getDisplayProcessor({ field, theme }));
    return { ...display(found[calc]), title: reducer.name, description: reducer.description };
  });
};

const anomalyValue = ({ anomalies, baseline }: LegendLine): DisplayValue => ({
  title: 'Unusual',
  description: 'Anomalies in the time range',
  numeric: anomalies ?? 0,
  text: baseline === tooShort ? 'too little history' : anomalies === null ? '-' : String(anomalies),
});

/** One entry for each line; bands have none of their own. */
export const legendItems = (
  lines: readonly LegendLine[],
  { calcs, theme, withAnomalies }: { calcs: readonly string[]; theme: GrafanaTheme2; withAnomalies: boolean }
): VizLegendItem[] =>
  lines
    .filter(({ style }) => style.custom.hideFrom?.legend !== true)
    .map((line) => ({
      label: line.series.label,
      fieldName: line.series.fieldName,
      color: line.style.color,
      disabled: line.style.hidden,
      yAxis: line.style.custom.axisPlacement === AxisPlacement.Right ? 2 : 1,
      getItemKey: () => line.series.key,
      getDisplayValues: () => [
        ...(calcs.length > 0 ? calcValues(line.series, calcs, theme) : []),
        ...(withAnomalies ? [anomalyValue(line)] : []),
      ],
      data: line.series.fieldName,
    }));
