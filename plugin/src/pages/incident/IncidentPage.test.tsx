import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import { anAlert, anEntry, anIncident, aRootCause } from '../../../test/kit/fixtures';
import { renderApp } from '../../../test/kit/renderApp';
import { answer, on, page, refuse, server, tellLive } from '../../../test/kit/server';
import { testIds } from '../../testIds';

const ids = testIds.incident;

beforeEach(() => {
  server.use(
    on('getIncident', ({ params }) => answer('getIncident', anIncident(String(params.id)))),
    on('incidentTimeline', () =>
      answer('incidentTimeline', page([anEntry('t1', 'was acknowledged', { alertId: 'a', actor: 'erika' })]))
    ),
    on('listAlerts', ({ request }) =>
      answer(
        'listAlerts',
        page(new URL(request.url).searchParams.get('incidentId') === 'i1' ? [anAlert('a', { name: 'Disk full' })] : [])
      )
    ),
    on('rootCause', () => answer('rootCause', aRootCause('i1'))),
    on('similarIncidents', () =>
      answer('similarIncidents', {
        items: [{ incident: anIncident('i0'), likeness: 0.8, reason: 'Has a similar title' }],
      })
    )
  );
});

it('shows state, ranked causes with their terms and charts, alerts and the timeline', async () => {
  renderApp('incidents/i1');
  expect(await screen.findByRole('heading', { name: 'Incident i1' })).toBeInTheDocument();
  expect(screen.getByText('cart, database')).toBeInTheDocument();
  expect(screen.getByText('1 firing of 2')).toBeInTheDocument();

  const candidates = await screen.findAllByTestId(ids.candidate);
  expect(candidates).toHaveLength(2);
  expect(candidates[0]).toHaveTextContent('database latency_seconds');
  expect(candidates[0]).toHaveTextContent('rose to 12 times its usual spread');
  expect(candidates[0]).toHaveTextContent('shift 12.25');
  const chart = within(await screen.findByTestId(ids.chart)).getByRole('img');
  expect(chart).toHaveAccessibleName(/latency_seconds of database.*between 1 and 9.*the incident begins at/);
  expect(screen.getByText('The database’s latency rose first')).toBeInTheDocument();
  expect(screen.getByText(/42 series compared/)).toBeInTheDocument();

  const alerts = await screen.findByTestId(ids.alerts);
  expect(within(alerts).getByText('Disk full')).toHaveAttribute('href', '/a/watchroom-aiops-app/inbox?alert=a');
  await waitFor(() => expect(screen.getByTestId(testIds.timeline)).toHaveTextContent('Disk full was acknowledged'));
});

it('shows who calls whom, log lines, and what metrics say until the rest is read', async () => {
  const result = aRootCause('i1');
  const [best] = result.candidates;
  server.use(
    on('rootCause', ({ request }) =>
      new URL(request.url).searchParams.get('stage') === 'first'
        ? answer('rootCause', { ...result, complete: false })
        : answer('rootCause', {
            ...result,
            candidates: [
              {
                ...best,
                evidence: [
                  {
                    kind: 'log',
                    title: 'New: lines that tell of failure',
                    terms: [],
                    points: null,
                    onsetAt: null,
                    lines: [{ at: result.onsetAt, message: 'lock 7 was lost' }],
                  },
                ],
              } as (typeof result.candidates)[number],
            ],
          })
    )
  );
  renderApp('incidents/i1');
  expect(await screen.findByTestId(ids.lines)).toHaveTextContent('lock 7 was lost');
  expect(screen.getByRole('img', { name: /Calls between 2 services.*most first: database/ })).toBeInTheDocument();
  expect(screen.queryByText(/So far by metrics only/)).not.toBeInTheDocument();
});

it('keeps what a person says of a candidate', async () => {
  const said: unknown[] = [];
  server.use(
    on('rootCauseFeedback', async ({ request }) => {
      const body = (await request.json()) as { service: string; verdict: 'cause' };
      said.push(body);
      return answer('rootCauseFeedback', body);
    })
  );
  renderApp('incidents/i1');
  fireEvent.click(await screen.findByRole('button', { name: 'This was it: database' }));
  await waitFor(() => expect(said).toEqual([{ service: 'database', verdict: 'cause' }]));
});

it('says so where no candidate stands out', async () => {
  server.use(
    on('rootCause', () => answer('rootCause', aRootCause('i1', { confident: false, summary: 'No service stands out' })))
  );
  renderApp('incidents/i1');
  expect(await screen.findByText('No service stands out')).toBeInTheDocument();
  expect(screen.getByText(/an order in which to look/)).toBeInTheDocument();
});

it('says so where there is nothing to compare', async () => {
  server.use(on('rootCause', () => answer('rootCause', aRootCause('i1', { candidates: [], seriesExamined: 0 }))));
  renderApp('incidents/i1');
  expect(await screen.findByText(/No metrics share the labels/)).toBeInTheDocument();
});

it('follows live changes', async () => {
  renderApp('incidents/i1');
  await screen.findByText('1 firing of 2');
  await waitFor(() => expect(screen.getByTestId(testIds.liveState)).toHaveTextContent('Live'));
  tellLive({
    type: 'changes',
    alerts: [],
    incidents: [anIncident('i1', { firingCount: 2, alertCount: 3, version: 2 })],
  });
  expect(await screen.findByText('2 firing of 3')).toBeInTheDocument();
});

it('says that there is no such incident', async () => {
  server.use(on('getIncident', () => refuse(404, 'Not found', 'There is no incident i1')));
  renderApp('incidents/i1');
  expect(await screen.findByTestId(testIds.problem)).toHaveTextContent('There is no incident i1');
});

it('takes the lead, sets the stage, and shows earlier ones like it', async () => {
  const changes: unknown[] = [];
  server.use(
    on('changeIncident', async ({ request }) => {
      changes.push(await request.json());
      return answer('changeIncident', anIncident('i1', { lead: 'erika', stage: 'mitigated', version: 2 }));
    })
  );
  renderApp('incidents/i1');
  fireEvent.click(await screen.findByRole('button', { name: 'Take the lead' }));
  await waitFor(() => expect(changes).toHaveLength(1));
  fireEvent.click(screen.getByLabelText('mitigated'));
  await waitFor(() => expect(changes[1]).toEqual({ stage: 'mitigated' }));
  expect(await screen.findByText(/Has a similar title/)).toBeInTheDocument();
});
