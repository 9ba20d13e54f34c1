import type { BandOptions } from '@watchroom/contract';
import type {
  AxisConfig,
  HideableFieldConfig,
  LineConfig,
  OptionsWithLegend,
  OptionsWithTooltip,
  VisibilityMode,
} from '@grafana/schema';

/** What the panel's editor sets. `sensitivity`, `direction` and `season` apply to bands that the panel asks for itself. */
export interface AnomalyPanelOptions extends OptionsWithLegend, OptionsWithTooltip {
  sensitivity: number;
  direction: BandOptions['direction'];
  season: BandOptions['season'];
  showBand: boolean;
  showExpected: boolean;
  showPoints: VisibilityMode;
  /** Anomalies as red stretches of the line. */
  markLine: boolean;
  /** Anomalies as marks on the time axis. */
  markAxis: boolean;
  /** Only anomalies that reach this score are marked and counted; 0 marks all. */
  minScore: number;
  /** Only anomalies that last so many seconds are marked and counted; 0 marks all. */
  minDuration: number;
  /** The dashboard's annotations as lines in the plot. */
  showAnnotations: boolean;
}

/** Custom part of the field config, as in Grafana's own time series panel where it has the same. */
export interface AnomalyFieldConfig extends LineConfig, AxisConfig, HideableFieldConfig {
  /** 0 to 100. */
  bandOpacity?: number;
  /** A colour of Grafana's or of CSS; absent: the line's. */
  bandColor?: string;
}

export const bandOptionsOf = ({
  sensitivity,
  direction,
  season,
}: Pick<AnomalyPanelOptions, 'sensitivity' | 'direction' | 'season'>): BandOptions => ({
  sensitivity: Math.min(1, Math.max(0, sensitivity)),
  direction,
  season,
});
