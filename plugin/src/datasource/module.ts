import { DataSourcePlugin } from '@grafana/data';
import { ConfigEditor } from './ConfigEditor';
import { SeriesDatasource } from './datasource';
import { QueryEditor } from './QueryEditor';
import type { SeriesJsonData, SeriesQuery, SeriesSecureJsonData } from './types';
import { VariableQueryEditor } from './VariableQueryEditor';

export const plugin = new DataSourcePlugin<SeriesDatasource, SeriesQuery, SeriesJsonData, SeriesSecureJsonData>(
  SeriesDatasource
)
  .setConfigEditor(ConfigEditor)
  .setQueryEditor(QueryEditor)
  .setVariableQueryEditor(VariableQueryEditor);
