import React from 'react';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { feedbackRequest, type Band, type Feedback, type FeedbackRequest } from '@watchroom/contract';
import { aBand, aDetector, aFeedback, aHeatmap, anAnomaly, aSeries } from '../../../test/kit/detection';
import { startedAt } from '../../../test/kit/fixtures';
import { signIn } from '../../../test/kit/grafana';
import { renderApp } from '../../../test/kit/renderApp';
import { answer, on, refuse, server } from '../../../test/kit/server';
import { testIds } from '../../testIds';

// uPlot draws on a canvas, which jsdom lacks.
vi.mock('../../components/bandChart/BandChart', () => ({
  BandChart: ({ bands, testId }: { bands: readonly Band[]; testId?: string }) => (
    <div data-testid={testId}>{bands.map(({ isAnomaly }) => isAnomaly.join()).join(';')}</div>
  ),
}));

const ids = testIds.anomalies;
let asked: URLSearchParams[] = [];
let feedback: Feedback[] = [];
let given: FeedbackRequest[] = [];

beforeEach(() => {
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null);
  asked = [];
  given = [];
  feedback = [];
  server.use(
    on('anomalyHeatmap', ({ request }) => {
      asked.push(new URL(request.url).searchParams);
      return answer('anomalyHeatmap', aHeatmap());
    }),
    on('listDetectors', () => answer('listDetectors', { items: [aDetector('CPU'), aDetector('Disk')] })),
    on('listFeedback', () => answer('listFeedback', { items: feedback })),
    on('listAnomalies', ({ request }) =>
      answer('listAnomalies', {
        items: new URL(request.url).searchParams.get('seriesId') === 'cpu-db-1' ? [anAnomaly('a1')] : [],
      })
    ),
    on('getAnomaly', ({ params }) =>
      answer('getAnomaly', {
        anomaly: anAnomaly(String(params['id'])),
        similar: [anAnomaly('a0', { startsAt: startedAt - 86_400_000, endsAt: startedAt - 86_000_000, value: 7 })],
        feedback: feedback.filter(({ anomalyId }) => anomalyId === params['id']),
      })
    ),
    on('bands', () => answer('bands', { items: [aBand('db-1', { isAnomaly: [false, false, false] })] })),
    on('giveFeedback', async ({ request, params }) => {
      const body = feedbackRequest.parse(await request.json());
      given.push(body);
      const made = aFeedback('f1', { anomalyId: String(params['id']), ...body });
      feedback = [made];
      return answer('giveFeedback', made);
    }),
    on('revertFeedback', ({ params }) => {
      const [reverted = aFeedback(String(params['id']))] = feedback.splice(0);
      return answer('revertFeedback', reverted);
    })
  );
});

afterEach(() => {
  vi.restoreAllMocks();
});

const openFirst = async () => {
  const grid = await screen.findByTestId(ids.heatmap);
  await screen.findAllByTestId(ids.row);
  fireEvent.keyDown(grid, { key: 'ArrowDown' });
  fireEvent.keyDown(grid, { key: 'Enter' });
  return screen.findByTestId(ids.facts);
};

describe('the heat map', () => {
  it('shows series by time, filtered by what the address says', async () => {
    renderApp('anomalies?detector=CPU&match=cpu&from=now-24h&to=now');
    const rows = await screen.findAllByTestId(ids.row);
    expect(rows.map((row) => row.dataset['series'])).toEqual(['cpu-db-1', 'cpu-db-2']);
    expect(screen.getByText('2 series with anomalies, those with most first')).toBeInTheDocument();
    const [query] = asked;
    expect([query?.get('detector'), query?.get('match')]).toEqual(['CPU', 'cpu']);
    expect(Date.parse(query?.get('to') ?? '') - Date.parse(query?.get('from') ?? '')).toBeCloseTo(86_400_000, -4);
  });

  it('opens the series of a cell by keyboard: its band and why', async () => {
    const { address } = renderApp('anomalies');
    const facts = await openFirst();
    expect(address()).toContain(`series=cpu-db-1&at=${startedAt}`);
    for (const text of ['0 to 2', 'once in 12 weeks', 'Spike: outside of its range', 'Found by', '1 m']) {
      expect(facts).toHaveTextContent(text);
    }
    // What detectors found is marked, whatever the band itself says.
    expect(await screen.findByTestId(ids.chart)).toHaveTextContent('false,true,false');
    await waitFor(() => expect(within(facts).getByRole('button', { name: /2026-11-2/ })).toBeInTheDocument());
    fireEvent.keyDown(document.body, { key: 'Escape' });
    await waitFor(() => expect(screen.queryByTestId(ids.drawer)).toBeNull());
    expect(address()).toBe('/a/watchroom-aiops-app/anomalies');
  });

  it('opens what a link names', async () => {
    renderApp('anomalies?anomaly=a1');
    expect(await screen.findByTestId(ids.facts)).toHaveTextContent('cpu on db-1 is 9');
  });

  it('says where a link leads nowhere', async () => {
    server.use(on('getAnomaly', () => refuse(404, 'Not found', 'There is no anomaly gone')));
    renderApp('anomalies?anomaly=gone');
    expect(await screen.findByText('There is no anomaly gone')).toBeInTheDocument();
  });

  it('says that there is none, and looks farther back', async () => {
    server.use(
      on('anomalyHeatmap', () => answer('anomalyHeatmap', aHeatmap({ rows: [], seriesCount: 0 })), { once: true })
    );
    const { user, address } = renderApp('anomalies');
    expect(await screen.findByTestId(ids.empty)).toHaveTextContent('No anomaly in this time');
    await user.click(screen.getByRole('button', { name: 'Look at the last 30 days' }));
    await screen.findAllByTestId(ids.row);
    expect(address()).toContain('from=now-30d');
  });

  it('says what is wrong with a filter, and what fails', async () => {
    server.use(on('anomalyHeatmap', () => refuse(500, 'Broken', 'out of memory')));
    renderApp(`anomalies?match=${encodeURIComponent('cpu{')}`);
    expect(await screen.findByText(/The series filter cannot be read/)).toBeInTheDocument();
    expect(await screen.findByTestId(testIds.problem)).toHaveTextContent('out of memory');
  });

  it('says how much it leaves out', async () => {
    server.use(on('anomalyHeatmap', () => answer('anomalyHeatmap', aHeatmap({ seriesCount: 5000 }))));
    renderApp('anomalies');
    expect(await screen.findByText(/of 5000\. Filter to see others/)).toBeInTheDocument();
  });
});

describe('feedback', () => {
  const send = async (name: string) => {
    const { user } = renderApp('anomalies');
    const facts = await openFirst();
    await user.click(within(facts).getByRole('button', { name }));
    return { user, facts, save: () => user.click(within(facts).getByRole('button', { name: 'Save' })) };
  };
  const reason = (text: string) =>
    fireEvent.change(screen.getByTestId(testIds.feedback.reason), { target: { value: text } });

  it('needs a reason, is shown, and is taken back', async () => {
    const { user, save } = await send('Not an anomaly');
    await save();
    expect(screen.getByText('Say why, for whoever wonders later')).toBeInTheDocument();
    expect(given).toEqual([]);
    reason('Nightly backup');
    await save();
    const shown = await screen.findByTestId(testIds.feedback.given);
    expect(shown).toHaveTextContent('Not an anomaly: Nightly backup');
    expect(given).toEqual([{ verdict: 'not-an-anomaly', reason: 'Nightly backup', until: null }]);
    expect(await screen.findByTestId(testIds.feedback.inForce)).toHaveTextContent('cpu{host="db-1"}');
    await user.click(within(shown).getByRole('button', { name: /^Take back/ }));
    await waitFor(() => expect(screen.queryByTestId(testIds.feedback.given)).toBeNull());
    await waitFor(() => expect(screen.queryByTestId(testIds.feedback.inForce)).toBeNull());
  });

  it('says until when something is expected', async () => {
    const { user, save } = await send('Expected until…');
    reason('Load test');
    await user.click(screen.getByLabelText('Other'));
    await save();
    expect(screen.getByText('Enter a date and a time')).toBeInTheDocument();
    await user.click(screen.getByLabelText('1 week'));
    await save();
    expect(await screen.findByTestId(testIds.feedback.given)).toHaveTextContent(/Expected until .*: Load test/);
    const { until } = given[0] ?? {};
    expect((until ?? 0) - Date.now()).toBeGreaterThan(6.9 * 86_400_000);
  });

  it('keeps what was written where it cannot be saved', async () => {
    server.use(on('giveFeedback', () => refuse(503, 'Unavailable', 'The store is away')));
    const { save } = await send('Not an anomaly');
    reason('Nightly backup');
    await save();
    expect(await screen.findByText(/The feedback could not be saved/)).toBeInTheDocument();
    expect(screen.getByTestId(testIds.feedback.reason)).toHaveValue('Nightly backup');
  });

  it('of other anomalies of the series is shown as well', async () => {
    feedback = [aFeedback('f2', { anomalyId: 'earlier', reason: 'Migration' })];
    renderApp('anomalies?anomaly=a1');
    expect(await screen.findByTestId(testIds.feedback.others)).toHaveTextContent('Migration');
  });

  it('is not for viewers, who see what others said', async () => {
    signIn('Viewer');
    feedback = [aFeedback('f1')];
    renderApp('anomalies?anomaly=a1');
    expect(await screen.findByTestId(testIds.feedback.given)).toHaveTextContent('Nightly backup');
    expect(screen.getByTestId(testIds.feedback.viewerNote)).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /Take back|Not an anomaly/ })).toBeNull();
  });
});

it('lists a series whose name no heat map row knows', async () => {
  server.use(on('bands', () => answer('bands', { items: [aBand('db-1', { series: aSeries('db-1') })] })));
  renderApp(`anomalies?series=cpu-db-9&at=${startedAt}`);
  expect(await screen.findByText('There is no anomaly here')).toBeInTheDocument();
});
