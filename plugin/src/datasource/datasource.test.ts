import { PluginType, type DataSourceInstanceSettings, type ScopedVars } from '@grafana/data';
import { setTemplateSrv, type TemplateSrv } from '@grafana/runtime';
import type { Series } from '@watchroom/contract';
import { beforeEach, describe, expect, it } from 'vitest';
import { answer, on, server } from '../../test/kit/server';
import { SeriesDatasource } from './datasource';
import { joinMatchers, selectorOf } from './matchers';
import type { SeriesJsonData, SeriesQuery } from './types';
import { parseVariableQuery } from './variableQuery';

const variables: Record<string, string | string[]> = { host: ['a.b', 'c'], one: 'x.y', metric: 'cpu' };

/** Grafana's templates as far as these tests go: `$name` and `${name}`. */
const templates: Pick<TemplateSrv, 'replace'> = {
  replace: (text = '', _scoped?: ScopedVars, format?: string | ((value: unknown) => string)) =>
    text.replace(/\$\{?(\w+)\}?/g, (whole, name: string) => {
      const value = variables[name];
      if (value === undefined) {
        return whole;
      }
      return typeof format === 'function' ? format(value) : String(value);
    }),
};

const settings: DataSourceInstanceSettings<SeriesJsonData> = {
  id: 1,
  uid: 'watchroom-series',
  type: 'watchroom-series-datasource',
  name: 'Watchroom series',
  access: 'proxy',
  readOnly: false,
  jsonData: {},
  meta: {
    id: 'watchroom-series-datasource',
    name: '',
    type: PluginType.datasource,
    module: '',
    baseUrl: '',
    info: {
      author: { name: '' },
      description: '',
      links: [],
      logos: { small: '', large: '' },
      screenshots: [],
      updated: '',
      version: '',
    },
  },
};

const aSeries = (name: string, labels: Record<string, string>): Series => ({
  id: `${name} ${JSON.stringify(labels)}`,
  name,
  labels,
  unit: null,
  lastAt: null,
  lastValue: null,
});
const query = (change: Partial<SeriesQuery>): SeriesQuery => ({ refId: 'A', matchers: [], ...change });

let datasource: SeriesDatasource;
beforeEach(() => {
  setTemplateSrv(templates as TemplateSrv);
  datasource = new SeriesDatasource(settings);
});

describe('queries', () => {
  it('sends nothing before a metric or label is named', () => {
    expect(datasource.filterQuery(query({}))).toBe(false);
    expect(datasource.filterQuery({ refId: 'A' } as SeriesQuery)).toBe(false);
    expect(datasource.filterQuery(query({ matchers: [{ label: '__name__', op: '=', value: '' }] }))).toBe(false);
    expect(datasource.filterQuery(query({ matchers: [{ label: 'host', op: '=~', value: '.+' }] }))).toBe(true);
  });

  it('puts variables in: several values become alternatives, literally', () => {
    const matchers = (value: string, op: '=' | '!=' | '=~' = '=~') =>
      datasource.applyTemplateVariables(query({ matchers: [{ label: 'host', op, value }] }), {}).matchers[0];
    expect(matchers('$host')).toEqual({ label: 'host', op: '=~', value: '(a\\.b|c)' });
    expect(matchers('$one')).toEqual({ label: 'host', op: '=~', value: 'x\\.y' });
    expect(matchers('$one', '=')).toEqual({ label: 'host', op: '=', value: 'x.y' });
    expect(matchers('${host}.net', '=')).toEqual({ label: 'host', op: '=~', value: '(a\\.b|c)\\.net' });
    expect(matchers('$host', '!=')).toEqual({ label: 'host', op: '!~', value: '(a\\.b|c)' });
  });

  it('keeps the rest of the model as it is', () => {
    const full = query({
      matchers: [{ label: '__name__', op: '=', value: '$metric' }],
      sensitivity: 0.7,
      fields: ['upper'],
    });
    expect(datasource.applyTemplateVariables(full, {})).toEqual({
      ...full,
      matchers: [{ label: '__name__', op: '=', value: 'cpu' }],
    });
    expect(datasource.interpolateVariablesInQueries([full], {})[0]?.datasource?.uid).toBe('watchroom-series');
  });

  it('writes selectors as Prometheus does', () => {
    const matchers = joinMatchers('cpu', [
      { label: 'host', op: '=~', value: 'a"b\\' },
      { label: '', op: '=', value: 'unfinished' },
    ]);
    expect(selectorOf(matchers)).toBe('cpu{host=~"a\\"b\\\\"}');
    expect(selectorOf(joinMatchers('9 lives', []))).toBe('{__name__="9 lives"}');
    expect(selectorOf([])).toBe('');
  });
});

describe('variables', () => {
  it('reads what people write, and says how where it cannot', () => {
    expect(parseVariableQuery('metrics()')).toEqual({ kind: 'metrics', text: '' });
    expect(parseVariableQuery('label_values(host)')).toEqual({ kind: 'label values', label: 'host', matchers: [] });
    expect(parseVariableQuery('label_values(cpu{a="b,c", d!~"e"}, host)')).toEqual({
      kind: 'label values',
      label: 'host',
      matchers: [
        { label: '__name__', op: '=', value: 'cpu' },
        { label: 'a', op: '=', value: 'b,c' },
        { label: 'd', op: '!~', value: 'e' },
      ],
    });
    for (const wrong of ['', 'hosts', 'label_values()', 'label_values(cpu{a=b}, host)', 'label_names({)']) {
      expect(() => parseVariableQuery(wrong)).toThrow(/label_values\(label\)/);
    }
  });

  it('asks the companion for the values of a label', async () => {
    const asked: Array<string | null> = [];
    server.use(
      on('listSeries', ({ request }) => {
        asked.push(new URL(request.url).searchParams.get('match'));
        return answer('listSeries', {
          items: [
            aSeries('cpu', { host: 'b' }),
            aSeries('cpu', { host: 'a' }),
            aSeries('cpu', { host: 'a', cpu: '1' }),
          ],
        });
      })
    );
    await expect(datasource.metricFindQuery('label_values(cpu{zone="$one"}, host)')).resolves.toEqual([
      { text: 'a' },
      { text: 'b' },
    ]);
    await expect(datasource.metricFindQuery('metrics($metric)')).resolves.toEqual([{ text: 'cpu' }]);
    await expect(datasource.metricFindQuery('label_names(cpu)')).resolves.toEqual([{ text: 'cpu' }, { text: 'host' }]);
    expect(asked).toEqual(['cpu{zone="x.y"}', '{__name__=~".*cpu.*"}', 'cpu']);
  });
});
