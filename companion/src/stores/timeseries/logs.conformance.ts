import { expect, it } from 'vitest';
import type { DataStore } from './data-store.js';
import type { StoredLogLine } from './log-store.js';

const minute = 60_000;

/** What the part of a time series store that keeps logs does; `start` is a whole hour inside the retention. */
export const logsConformance = (open: () => DataStore, start: number): void => {
  const line = (change: Partial<StoredLogLine>): StoredLogLine => ({
    at: start,
    service: 'cart',
    level: 'info',
    templateId: 'a1',
    message: 'hello',
    labels: {},
    traceId: '',
    ...change,
  });
  const all = { from: start, to: start + 60 * minute };

  it('keeps log lines of any text, and gives them back newest first', async () => {
    const odd = line({
      at: start + 3,
      service: 'odd \t service',
      level: 'error',
      message: 'tab\t line\n quote\' " back\\ 100% _x_ Grüße 🚀 \u0000',
      labels: { 'a\'b"\\': 'x\ty\n{z}', host: 'web1' },
      traceId: 'ab12',
    });
    await open().logs.insert([odd, line({ at: start + 5 * minute }), line({ at: start + 2 })], []);
    expect(await open().logs.search({ ...all, service: odd.service, limit: 5 })).toEqual([odd]);
    expect((await open().logs.search({ ...all, limit: 2 })).map(({ at }) => at)).toEqual([
      start + 5 * minute,
      start + 3,
    ]);
    expect(await open().logs.search({ ...all, to: start + 2, limit: 5 })).toEqual([]);
    expect(await open().logs.services(all)).toEqual(['cart', odd.service]);
  });

  it('finds lines by words, levels and templates; signs of patterns stand for themselves', async () => {
    const find = async (text: string, rest: object = {}) =>
      (await open().logs.search({ ...all, text, limit: 9, ...rest })).map(({ message }) => message.slice(0, 5));
    expect(await find('GRÜSSE')).toEqual([]);
    expect(await find('grüße QUOTE')).toEqual(['tab\t ']);
    expect(await find('100%')).toEqual(['tab\t ']);
    expect(await find('1_0')).toEqual([]);
    expect(await find('ell')).toEqual(['hello', 'hello']);
    expect(await find('', { levels: ['error', 'critical'] })).toEqual(['tab\t ']);
    expect(await find('', { templateIds: ['zz'] })).toEqual([]);
    expect(await find("'; DROP TABLE log_lines; --")).toEqual([]);
  });

  it('counts lines by service, template and step', async () => {
    expect(await open().logs.counts({ ...all, service: 'cart', step: 60 * minute })).toEqual([
      { service: 'cart', templateId: 'a1', at: start, lines: 2, errors: 0 },
    ]);
    const byMinute = await open().logs.counts({ ...all, step: minute });
    expect(byMinute.map(({ at, lines, errors }) => [(at - start) / minute, lines, errors])).toEqual([
      [0, 1, 0],
      [0, 1, 1],
      [5, 1, 0],
    ]);
    const fromTheThird = await open().logs.counts({ from: start + 3 * minute, to: all.to, step: 7 * minute });
    expect(fromTheThird.map(({ at, lines }) => [(at - start) / minute, lines])).toEqual([[3, 1]]);
    expect(await open().logs.counts({ ...all, levels: ['error', 'critical'], step: minute })).toMatchObject([
      { service: 'odd \t service', lines: 1, errors: 1 },
    ]);
    const series = await open().logs.countSeries({ ...all, step: minute });
    const again = series.flatMap(({ service, templateId, at, lines, errors }) =>
      at.map((each, i) => ({ service, templateId, at: each, lines: lines[i] ?? NaN, errors: errors[i] ?? NaN }))
    );
    expect(series.map(({ service }) => service)).toEqual(['cart', 'odd \t service']);
    expect(again.sort((a, b) => a.at - b.at || a.errors - b.errors)).toEqual(byMinute);
  });

  it('keeps templates; the last write of one counts', async () => {
    const template = { id: 'a1', parts: ['hello', ' ', '<*>'], learnt: [2], mergedInto: null, firstAt: start };
    await open().logs.insert([], [template, { ...template, id: 'b2', learnt: [] }]);
    await open().logs.insert([], [{ ...template, id: 'b2', learnt: [], mergedInto: 'a1' }]);
    const found = await open().logs.templates();
    expect(found.sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual([
      template,
      { ...template, id: 'b2', learnt: [], mergedInto: 'a1' },
    ]);
  });
};
