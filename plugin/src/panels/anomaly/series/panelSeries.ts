import type { Field } from '@grafana/data';
import type { Band } from '@watchroom/contract';

/** Columns of a band, of one length; `null` is not known. */
export type BandColumns = Omit<Band, 'series' | 'values'>;

/** One line of the panel. */
export interface PanelSeries {
  /** The same from refresh to refresh. */
  key: string;
  /** The metric or field. */
  name: string;
  labels: Record<string, string>;
  /** What people read in legend and tooltip. */
  label: string;
  /** What Grafana calls the field; overrides and the hiding of series go by it. */
  fieldName: string;
  /** Ascending ms. */
  times: number[];
  values: Array<number | null>;
  /** Config, display processor and colour; its own values are `values`. */
  field: Field;
  /** The band that came with the query's result; `null` where there is none, so that it has to be asked for. */
  supplied: BandColumns | null;
}

/** Grafana panels show at most what a screen can tell apart; the rest is said to be left out. */
export const maxDrawnSeries = 500;
