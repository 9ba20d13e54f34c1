import type { DataSourceJsonData } from '@grafana/data';
import type { DataQuery } from '@grafana/schema';
import type { BandOptions, Matcher } from '@watchroom/contract';

/** Columns that a query may ask for beside the value itself. */
export const bandFields = ['expected', 'lower', 'upper', 'score', 'is_anomaly'] as const;
export type BandField = (typeof bandFields)[number];

/** What the plugin's backend reads (plugin/pkg/query). What is left out takes the companion's default. */
export interface SeriesQuery extends DataQuery {
  matchers: Matcher[];
  sensitivity?: number;
  direction?: BandOptions['direction'];
  season?: BandOptions['season'];
  maxSeries?: number;
  /** Empty or absent: all. */
  fields?: BandField[];
}

export const defaultQuery: Partial<SeriesQuery> = { matchers: [] };

export interface SeriesJsonData extends DataSourceJsonData {
  companionUrl?: string;
  tlsSkipVerify?: boolean;
}

export interface SeriesSecureJsonData {
  pluginSecret?: string;
  tlsCACert?: string;
}
