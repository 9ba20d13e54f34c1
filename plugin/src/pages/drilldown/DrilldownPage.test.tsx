import React from 'react';
import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Band, DrilldownResult, DrilldownSlice } from '@watchroom/contract';
import { startedAt } from '../../../test/kit/fixtures';
import { renderApp } from '../../../test/kit/renderApp';
import { answer, on, refuse, server } from '../../../test/kit/server';
import { drilldownPage } from '../../navigation';
import { testIds } from '../../testIds';
import { formatDrilldownUrl, parseDrilldownUrl } from './drilldownUrl';
import { linesOf } from './sliceBands';

// uPlot draws on a canvas, which jsdom lacks.
vi.mock('../../components/bandChart/BandChart', () => ({
  BandChart: ({ bands, testId }: { bands: readonly Band[]; testId?: string }) => (
    <div data-testid={testId}>{bands.map(({ values }) => values.join()).join(';')}</div>
  ),
}));

const minute = 60_000;
const ids = testIds.drilldown;
const windows = {
  beforeFrom: startedAt - 2 * minute,
  beforeTo: startedAt,
  from: startedAt,
  to: startedAt + 2 * minute,
};
const times = [-2, -1, 0, 1].map((index) => startedAt + index * minute);

const aSlice = (labels: Record<string, string>, change: Partial<DrilldownSlice> = {}): DrilldownSlice => ({
  labels,
  explains: true,
  before: 100,
  after: 160,
  expected: 101,
  share: 0.93,
  surprise: 0.021,
  size: 0.33,
  series: 12,
  points: { times, values: [1, 1, 7, 8] },
  rest: { times, values: [3, 3, 3, 4] },
  ...change,
});

const aResult = (change: Partial<DrilldownResult> = {}): DrilldownResult => ({
  measure: 'sum',
  ...windows,
  before: 300,
  after: 364,
  mixShare: null,
  seriesExamined: 36,
  cut: false,
  standsOut: true,
  summary: 'region="eu" carries 93 % of the rise from 300 to 364.',
  slices: [
    aSlice({ region: 'eu' }),
    aSlice({ instance: 'i7' }, { explains: false, share: -0.2, points: { times, values: [0, 0, 9, 9] } }),
  ],
  ...change,
});

let asked: URLSearchParams[] = [];
const answering = (result: DrilldownResult) =>
  server.use(
    on('drilldown', ({ request }) => {
      asked.push(new URL(request.url).searchParams);
      return answer('drilldown', result);
    })
  );

beforeEach(() => {
  asked = [];
  answering(aResult());
});

describe('the drill-down', () => {
  it('asks for a metric first', async () => {
    renderApp('drilldown');
    expect(await screen.findByTestId(ids.empty)).toHaveTextContent('Choose a metric');
    expect(asked).toEqual([]);
  });

  it('shows what carries the change, with charts of the slice and of the rest', async () => {
    const { user, address } = renderApp('drilldown?match=queue&from=now-30m&compare=week&measure=sum');
    expect(await screen.findByTestId(ids.summary)).toHaveTextContent('region="eu" carries 93 %');
    const [query] = asked;
    expect(['match', 'compare', 'measure'].map((name) => query?.get(name))).toEqual(['queue', 'week', 'sum']);
    const [row, other] = screen.getAllByTestId(ids.row);
    expect(row).toHaveTextContent(/region=eu.*93 %.*100.*160.*101.*33 %.*0\.021.*12/);
    expect(screen.getByTestId(ids.chart)).toHaveTextContent('1,1,7,8');
    expect(screen.getByTestId(ids.restChart)).toHaveTextContent('3,3,3,4');
    await user.click(within(other as HTMLElement).getByRole('button', { name: 'instance=i7' }));
    expect(screen.getByTestId(ids.chart)).toHaveTextContent('0,0,9,9');
    expect(address()).toContain('slice=');
    expect(asked).toHaveLength(1);
  });

  it('says when nothing stands out, and when there is nothing', async () => {
    answering(aResult({ standsOut: false, slices: [], summary: 'Nothing stands out: no label value carries it.' }));
    renderApp('drilldown?match=queue');
    expect(await screen.findByTestId(ids.summary)).toHaveTextContent('Nothing stands out');
    expect(screen.queryByTestId(ids.table)).toBeNull();
  });

  it('says when there are no points', async () => {
    answering(aResult({ before: null, slices: [], standsOut: false, summary: 'no points in the window before.' }));
    renderApp('drilldown?match=queue');
    expect(await screen.findByTestId(ids.empty)).toHaveTextContent('no points in the window before');
  });

  it('says what is wrong with a selector without asking, and what fails', async () => {
    renderApp(`drilldown?match=${encodeURIComponent('{region="eu"}')}`);
    expect(await screen.findByText(/The metric cannot be used: it names no metric/)).toBeInTheDocument();
    expect(asked).toEqual([]);
  });

  it('shows a failure with a way to try again', async () => {
    server.use(on('drilldown', () => refuse(500, 'Broken', 'out of memory')));
    renderApp('drilldown?match=queue');
    await waitFor(() => expect(screen.getByTestId(testIds.problem)).toHaveTextContent('out of memory'));
  });
});

describe('its address', () => {
  it('is read as it was written', () => {
    const state = parseDrilldownUrl('?match=a&per=b&from=1&to=2&compare=week&measure=mean&slice=x');
    expect(parseDrilldownUrl(formatDrilldownUrl(state))).toEqual(state);
    expect(formatDrilldownUrl(parseDrilldownUrl('?measure=odd'))).toBe('');
  });

  it('of an anomaly spans five minutes at least', () => {
    expect(drilldownPage('cpu', 1000, 2000)).toBe('drilldown?match=cpu&from=1000&to=301000');
    expect(drilldownPage('cpu', 1000, null)).toContain('to=now');
  });
});

it('draws a window of a week ago over this one', () => {
  const week = 7 * 86_400_000;
  const earlier = [startedAt - week, startedAt - week + minute];
  const points = { times: [...earlier, startedAt, startedAt + minute], values: [1, 2, 3, 4] };
  const range = { ...windows, beforeFrom: startedAt - week, beforeTo: windows.to - week };
  const { bands, from } = linesOf('cpu', {}, points, range, true);
  expect(bands.map(({ values }) => values)).toEqual([
    [3, 4],
    [1, 2],
  ]);
  expect(bands[1]?.times).toEqual(bands[0]?.times);
  expect(from).toBe(startedAt);
});
