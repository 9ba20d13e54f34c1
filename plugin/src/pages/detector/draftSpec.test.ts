import { describe, expect, it } from 'vitest';
import { detectorSpec, type DetectorSpec } from '@watchroom/contract';
import { draftOf, emptyDraft, type DetectorDraft } from './detectorDraft';
import { fieldOf, readDraft } from './draftSpec';

const common = { name: 'CPU', labels: { team: 'db' }, severity: 'high', intervalSeconds: 15 };
const matchers = [{ label: '__name__', op: '=', value: 'cpu' }];
const baseline = { ...common, kind: 'baseline', sensitivity: 0.7, direction: 'up', season: 'none', historyDays: 7 };

describe('the form of a detector', () => {
  it.each([
    ['stored series', { ...baseline, matchers }],
    ['calendars', { ...baseline, matchers, calendars: ['Germany'], holidays: 'judge' }],
    [
      'no calendars and a severity of its own',
      { ...common, severity: 'auto', kind: 'threshold', matchers, above: 5, calendars: [] },
    ],
    ['limits', { ...common, kind: 'threshold', matchers, above: 5, forSeconds: 30 }],
    ['SQL', { ...baseline, query: { type: 'sql', source: 'main', sql: 'SELECT 1', stepSeconds: 30 } }],
    ['PromQL', { ...baseline, matchers, query: { type: 'promql', source: 'prom', expr: 'up' } }],
    [
      'a table',
      {
        ...baseline,
        query: { type: 'table', source: 'main', table: 'm', time: 't', value: 'v', labels: ['a', 'b'], where: 'x = 1' },
      },
    ],
    ['Grafana', { ...baseline, query: { type: 'grafana', source: 'g', datasourceUid: 'u', query: { expr: 'up' } } }],
  ])('says the same again of %s', (_, given) => {
    const spec: DetectorSpec = detectorSpec.parse(given);
    expect(readDraft(draftOf(spec))).toEqual({ spec, errors: {} });
  });

  it('has a preview without a name, and begins as the contract says', () => {
    const { spec, errors } = readDraft({ ...emptyDraft, selector: 'cpu' });
    expect(errors).toEqual({ name: 'Give it a name' });
    expect(spec).toEqual({ ...detectorSpec.parse({ kind: 'baseline', name: 'preview', matchers }) });
  });

  it.each<[keyof DetectorDraft, Partial<DetectorDraft>]>([
    ['name', { name: 'a/b' }],
    ['name', { name: 'new' }],
    ['selector', { selector: '' }],
    ['selector', { selector: 'cpu{' }],
    ['intervalSeconds', { intervalSeconds: 'soon' }],
    ['intervalSeconds', { intervalSeconds: '0' }],
    ['historyDays', { historyDays: '1000' }],
    ['labels', { labels: 'team' }],
    ['above', { kind: 'threshold' }],
    ['below', { kind: 'threshold', below: 'x' }],
    ['source', { sourceType: 'sql', sql: 'SELECT 1' }],
    ['sql', { sourceType: 'sql', source: 'main' }],
    ['expr', { sourceType: 'promql', source: 'prom' }],
    ['table', { sourceType: 'table', source: 'main' }],
    ['stepSeconds', { sourceType: 'promql', source: 'prom', expr: 'up', stepSeconds: '' }],
    ['queryJson', { sourceType: 'grafana', source: 'g', datasourceUid: 'u', queryJson: '[1]' }],
    ['datasourceUid', { sourceType: 'grafana', source: 'g', queryJson: '{}' }],
  ])('names %s where that is wrong: %j', (field, change) => {
    const { errors } = readDraft({ ...emptyDraft, name: 'CPU', selector: 'cpu', ...change });
    expect(errors[field]).toBeTruthy();
  });

  it('knows the field that the companion names', () => {
    expect(fieldOf('spec.query', 'sql')).toBe('sql');
    expect(fieldOf('query', 'grafana')).toBe('queryJson');
    expect(fieldOf('body.query.labels[0]', 'table')).toBe('labelColumns');
    expect(fieldOf('query.source', 'promql')).toBe('source');
    expect(fieldOf('matchers[1].value', 'stored')).toBe('selector');
    expect(fieldOf('spec.historyDays', 'stored')).toBe('historyDays');
    expect(fieldOf('calendars[1]', 'stored')).toBe('calendars');
    expect(fieldOf('maxSeries', 'stored')).toBeNull();
  });
});
