import React from 'react';
import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { reportMeasures, type ReportCounts } from '@watchroom/contract';
import { renderApp } from '../../../test/kit/renderApp';
import { aReport } from '../../../test/kit/report';
import { answer, on, refuse, server } from '../../../test/kit/server';
import * as files from '../../components/saveFile';
import { testIds } from '../../testIds';

// uPlot draws on a canvas, which jsdom lacks.
vi.mock('./ReportPlot', () => ({
  ReportPlot: ({
    onStep,
    onZoom,
  }: {
    onStep: (step: number | null) => void;
    onZoom: (range: { from: number; to: number }) => void;
  }) => (
    <>
      <button onClick={() => onStep(0)}>point at the first step</button>
      <button onClick={() => onZoom({ from: 1000, to: 2000 })}>zoom</button>
    </>
  ),
}));

const ids = testIds.reports;
let asked: URLSearchParams[] = [];

beforeEach(() => {
  asked = [];
  server.use(
    on('report', ({ request }) => {
      asked.push(new URL(request.url).searchParams);
      return answer('report', aReport());
    }),
    on('alertValues', () => answer('alertValues', { items: [{ value: 'shop', count: 3 }] }))
  );
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe('reports', () => {
  it('show sums, stages, charts and rules of what the address says', async () => {
    renderApp('reports?from=now-24h&to=now&step=hour&team=shop&service=cart');
    const totals = await screen.findByTestId(ids.totals);
    for (const text of ['60', '91.7 %', '2 m', '1 h 2 m']) {
      expect(totals).toHaveTextContent(text);
    }
    expect(screen.getByTestId(ids.stages)).toHaveTextContent('4 (6.7 %)');
    const rules = screen.getAllByTestId(ids.rule);
    expect(rules.map((row) => row.dataset['id'])).toEqual(['High "latency"', 'DiskFull']);
    expect(within(rules[0] as HTMLElement).getByRole('link')).toHaveAttribute(
      'href',
      '/a/watchroom-aiops-app/inbox?status=any&triage=any&q=name%3A%22High+%5C%22latency%5C%22%22'
    );
    const [query] = asked;
    expect([query?.get('step'), query?.get('team'), query?.get('service')]).toEqual(['hour', 'shop', 'cart']);
    expect(Date.parse(query?.get('to') ?? '') - Date.parse(query?.get('from') ?? '')).toBeCloseTo(86_400_000, -4);
  });

  it('give a chart’s values under the cursor, and zoom in', async () => {
    const { user, address } = renderApp('reports');
    const [chart] = await screen.findAllByTestId(ids.chart);
    const fates = within(chart as HTMLElement);
    expect(chart).toHaveTextContent('whole time');
    expect(chart).toHaveTextContent('Repeats40');
    await user.click(fates.getByRole('button', { name: 'point at the first step' }));
    expect(chart).toHaveTextContent('Repeats30');
    await user.click(fates.getByRole('button', { name: 'zoom' }));
    expect(address()).toContain('from=1000&to=2000');
  });

  it('are saved as CSV', async () => {
    const save = vi.spyOn(files, 'saveFile').mockReturnValue();
    const tables: Array<string | null> = [];
    server.use(
      on('reportCsv', ({ request }) => {
        tables.push(new URL(request.url).searchParams.get('table'));
        return answer('reportCsv', { filename: 'rules.csv', csv: 'rule,events' });
      })
    );
    const { user } = renderApp('reports');
    await user.click(await screen.findByRole('button', { name: 'Rules as CSV' }));
    await waitFor(() => expect(save).toHaveBeenCalledWith('rules.csv', 'rule,events', 'text/csv'));
    expect(tables).toEqual(['rules']);
    server.use(on('reportCsv', () => refuse(503, 'Unavailable', 'The store is away')));
    await user.click(screen.getByRole('button', { name: 'Over time as CSV' }));
    expect(await screen.findByTestId(testIds.problem)).toHaveTextContent('The store is away');
  });

  it('say that nothing was counted, and look farther back', async () => {
    const totals = Object.fromEntries(reportMeasures.map((measure) => [measure, 0])) as ReportCounts;
    server.use(on('report', () => answer('report', aReport({ totals })), { once: true }));
    const { user, address } = renderApp('reports');
    expect(await screen.findByTestId(ids.empty)).toHaveTextContent('Nothing was counted in this time');
    await user.click(screen.getByRole('button', { name: 'Look at the last 30 days' }));
    await screen.findByTestId(ids.totals);
    expect(address()).toContain('from=now-30d');
  });

  it('say what fails, and try again', async () => {
    server.use(
      on('report', () => refuse(400, 'Invalid query', 'from: a report has at most 1000 steps'), { once: true })
    );
    const { user } = renderApp('reports?step=hour');
    expect(await screen.findByTestId(testIds.problem)).toHaveTextContent('at most 1000 steps');
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await screen.findByTestId(ids.totals);
  });
});
