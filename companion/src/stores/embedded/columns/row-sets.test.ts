import { alertSearchText, facetFields, matchesQuery, type Alert } from '@watchroom/contract';
import { describe, expect, it } from 'vitest';
import { anAlert } from '../../../../test/stores/alert-documents.js';
import { createChance, someAlerts, someQuery } from '../../conformance/query-chance.conformance.js';
import { createAlertColumns } from './alert-columns.js';
import { countFacets } from './column-facets.js';
import { matchingRows } from './column-query.js';
import { bitsNot, bitsOr, bitsWhere, rowsOfBits } from './row-bits.js';
import { createRowSets } from './row-sets.js';

describe('sets of rows', () => {
  it('hold what passes, in order, over the ends of words', () => {
    const rows = [0, 31, 32, 63, 64, 95];
    const bits = bitsWhere(96, (row) => rows.includes(row));
    expect([...rowsOfBits(bits)]).toEqual(rows);
    expect(rowsOfBits(bitsNot(bits))).toHaveLength(90);
    expect([...rowsOfBits(bitsOr(bits, [bitsWhere(96, (row) => row === 1)]))]).toEqual([0, 1, 31, 32, 63, 64, 95]);
  });

  it('ask only the rows that have changed', () => {
    const sets = createRowSets();
    const values = Array.from({ length: 1000 }, (_, row) => row % 2);
    let asked = 0;
    const find = () =>
      rowsOfBits(
        sets.find('odd', values.length, (row) => {
          asked += 1;
          return values[row] === 1;
        })
      );
    expect(find()).toHaveLength(500);
    values[0] = 1;
    sets.changed(0);
    values.push(1);
    sets.changed(1000);
    asked = 0;
    expect(find()).toHaveLength(502);
    expect(asked).toBe(2);
  });

  it('are made anew where too much has changed', () => {
    const sets = createRowSets();
    const values = Array.from({ length: 100 }, () => 0);
    const find = () => rowsOfBits(sets.find('one', values.length, (row) => values[row] === 1));
    expect(find()).toHaveLength(0);
    values.forEach((_, row) => {
      values[row] = 1;
      sets.changed(row);
    });
    expect(find()).toHaveLength(100);
  });

  it('answer as looking at each alert does, while alerts come, change and go', () => {
    const chance = createChance(7);
    const columns = createAlertColumns();
    const alerts = new Map<string, Alert>();
    const put = (alert: Alert): void => {
      columns.put(alert);
      alerts.set(alert.id, alert);
    };
    someAlerts(chance, 150).forEach(put);
    const queries = Array.from({ length: 20 }, () => someQuery(chance));
    for (let round = 0; round < 4; round += 1) {
      for (const query of queries) {
        const found = [...rowsOfBits(matchingRows(columns, query))].map(columns.id).sort();
        const expected = [...alerts.values()].filter((alert) => matchesQuery(alert, query, alertSearchText(alert)));
        expect(found, JSON.stringify(query)).toEqual(expected.map(({ id }) => id).sort());
        expect(countFacets(columns, query, []).total).toBe(expected.length);
      }
      someAlerts(chance, 20).forEach((alert) => put({ ...alert, id: `a${chance.below(200)}` }));
      const gone = `a${1 + chance.below(150)}`;
      columns.remove(gone);
      alerts.delete(gone);
    }
  });

  it('counts all from what the dictionaries know', () => {
    const columns = createAlertColumns();
    columns.put(anAlert('a', { severity: 'critical', labels: { pod: 'p-1' } }));
    columns.put(anAlert('b', { severity: 'critical', labels: { pod: 'p-2' } }));
    columns.put(anAlert('c', { labels: {} }));
    columns.remove('b');
    const { total, fields, labels } = countFacets(columns, { kind: 'and', nodes: [] }, ['pod']);
    expect(total).toBe(2);
    expect(fields.severity.find(({ value }) => value === 'critical')?.count).toBe(1);
    expect(labels['pod']).toEqual([{ value: 'p-1', count: 1 }]);
    expect(Object.keys(fields)).toEqual([...facetFields]);
  });
});
