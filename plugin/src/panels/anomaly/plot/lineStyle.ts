import {
  formattedValueToString,
  getDisplayProcessor,
  getFieldSeriesColor,
  type DisplayProcessor,
  type GrafanaTheme2,
  type TimeZone,
} from '@grafana/data';
import type { AnomalyFieldConfig } from '../options';
import type { PanelSeries } from '../series/panelSeries';

/** How a line is drawn: all plain data, so that two of them can be compared. */
export interface LineStyle {
  color: string;
  hidden: boolean;
  scaleKey: string;
  unit: string | null;
  min: number | null;
  max: number | null;
  decimals: number | null;
  custom: AnomalyFieldConfig;
}

const isHidden = ({ field, fieldName }: PanelSeries, hidden: ReadonlySet<string>): boolean =>
  hidden.has(fieldName) || (field.config.custom as AnomalyFieldConfig | undefined)?.hideFrom?.viz === true;

/** Lines share an axis where they share unit, limits and scale. */
const scaleKeyOf = ({ unit, min, max }: PanelSeries['field']['config'], custom: AnomalyFieldConfig): string =>
  [
    unit ?? '__fixed',
    `${min ?? 'auto'} to ${max ?? 'auto'}`,
    custom.axisPlacement,
    custom.axisLabel,
    custom.scaleDistribution?.type,
    custom.scaleDistribution?.log,
    custom.scaleDistribution?.linearThreshold,
    custom.axisSoftMin,
    custom.axisSoftMax,
    custom.axisCenteredZero,
  ]
    .map((part) => part ?? '')
    .join('/');

/** `hidden` holds names of fields that are hidden by the panel itself, where Grafana does not keep that. */
export const lineStyle = (series: PanelSeries, theme: GrafanaTheme2, hidden: ReadonlySet<string>): LineStyle => {
  const { config } = series.field;
  const custom = (config.custom ?? {}) as AnomalyFieldConfig;
  return {
    color: getFieldSeriesColor(series.field, theme).color,
    hidden: isHidden(series, hidden),
    scaleKey: scaleKeyOf(config, custom),
    unit: config.unit ?? null,
    min: config.min ?? null,
    max: config.max ?? null,
    decimals: config.decimals ?? null,
    custom,
  };
};

/** Formats the values of a line with its unit and decimals. */
export type Format = (value: number | null, decimals?: number | null) => string;

export const formatOf = ({ field }: PanelSeries, theme: GrafanaTheme2, timeZone: TimeZone): Format => {
  const display: DisplayProcessor = field.display ?? getDisplayProcessor({ field, theme, timeZone });
  return (value, decimals) => (value === null ? '-' : formattedValueToString(display(value, decimals)));
};
