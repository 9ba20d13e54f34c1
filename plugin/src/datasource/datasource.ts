import type { CoreApp, DataSourceInstanceSettings, MetricFindValue, ScopedVars } from '@grafana/data';
import { DataSourceWithBackend, getTemplateSrv, type TemplateSrv } from '@grafana/runtime';
import type { Matcher } from '@watchroom/contract';
import { interpolateMatcher } from './interpolate';
import { joinMatchers, selectorOf, splitMatchers } from './matchers';
import { labelNames, labelValues, metricNames } from './seriesNames';
import { defaultQuery, type SeriesJsonData, type SeriesQuery } from './types';
import { parseVariableQuery } from './variableQuery';

/** Watchroom's stored series. Queries run in the plugin's backend, so that alert rules can use them as well. */
export class SeriesDatasource extends DataSourceWithBackend<SeriesQuery, SeriesJsonData> {
  constructor(
    settings: DataSourceInstanceSettings<SeriesJsonData>,
    private readonly templates: Pick<TemplateSrv, 'replace'> = getTemplateSrv()
  ) {
    super(settings);
  }

  override getDefaultQuery(_app: CoreApp): Partial<SeriesQuery> {
    return defaultQuery;
  }

  /** A query that names nothing yet is not sent. */
  override filterQuery(query: SeriesQuery): boolean {
    const { metric, rest } = splitMatchers(query.matchers);
    return joinMatchers(metric, rest).length > 0;
  }

  override applyTemplateVariables(query: SeriesQuery, scopedVars: ScopedVars): SeriesQuery {
    const { metric, rest } = splitMatchers(query.matchers);
    return { ...query, matchers: joinMatchers(metric, rest).map((matcher) => this.interpolated(matcher, scopedVars)) };
  }

  override interpolateVariablesInQueries(queries: SeriesQuery[], scopedVars: ScopedVars): SeriesQuery[] {
    return queries.map((query) => ({ ...this.applyTemplateVariables(query, scopedVars), datasource: this.getRef() }));
  }

  override getQueryDisplayText(query: SeriesQuery): string {
    return selectorOf(query.matchers ?? []);
  }

  /** For dashboard variables: `metrics()`, `label_names(metric)`, `label_values(metric, label)`. */
  override async metricFindQuery(query: string, options?: { scopedVars?: ScopedVars }): Promise<MetricFindValue[]> {
    const asked = parseVariableQuery(query);
    const scopedVars = options?.scopedVars ?? {};
    const interpolated = (matchers: Matcher[]) => matchers.map((matcher) => this.interpolated(matcher, scopedVars));
    const found = await (() => {
      switch (asked.kind) {
        case 'metrics':
          return metricNames(this.templates.replace(asked.text, scopedVars));
        case 'label names':
          return labelNames(interpolated(asked.matchers));
        case 'label values':
          return labelValues(asked.label, interpolated(asked.matchers));
      }
    })();
    return found.map((text) => ({ text }));
  }

  private interpolated(matcher: Matcher, scopedVars: ScopedVars): Matcher {
    return interpolateMatcher(matcher, this.templates.replace.bind(this.templates), scopedVars);
  }
}
