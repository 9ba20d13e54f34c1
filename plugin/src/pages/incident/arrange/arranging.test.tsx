import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import type { Alert } from '@watchroom/contract';
import { anAlert, anIncident, aRootCause } from '../../../../test/kit/fixtures';
import { signIn } from '../../../../test/kit/grafana';
import { renderApp } from '../../../../test/kit/renderApp';
import { answer, on, page, refuse, server } from '../../../../test/kit/server';
import { testIds } from '../../../testIds';

const ids = testIds.arrange;
let asked: Array<{ path: string; body: unknown }>;

/** Keeps what was asked and answers with an incident. */
const recorded = (name: 'openIncident' | 'splitIncident' | 'moveAlerts' | 'mergeIncidents', id: string) =>
  on(name, async ({ request }) => {
    asked.push({
      path: new URL(request.url).pathname.replace(/.*\/api\/v1/, ''),
      body: await request.json(),
    });
    return answer(name, anIncident(id, { title: `Incident ${id}` }));
  });

const alerts = ['a', 'b'].map((id): Alert => anAlert(id, { incidentId: 'i1', incidentReason: 'because' }));

beforeEach(() => {
  asked = [];
  server.use(
    on('getIncident', ({ params }) => answer('getIncident', anIncident(String(params['id'])))),
    on('incidentTimeline', () => answer('incidentTimeline', page([]))),
    on('listAlerts', () => answer('listAlerts', page(alerts))),
    on('rootCause', () => answer('rootCause', aRootCause('i1'))),
    on('similarIncidents', () => answer('similarIncidents', { items: [] })),
    on('listIncidents', () =>
      answer(
        'listIncidents',
        page([
          anIncident('old', { status: 'resolved', resolvedAt: 0 }),
          anIncident('i1'),
          anIncident('i2'),
          anIncident('gone', { mergedInto: 'i2' }),
        ])
      )
    ),
    recorded('openIncident', 'new'),
    recorded('splitIncident', 'new'),
    recorded('moveAlerts', 'i2'),
    recorded('mergeIncidents', 'i2')
  );
});

const inDialog = () => within(screen.getByRole('dialog'));

it('splits alerts off into an incident of their own, and takes it back', async () => {
  const { user } = renderApp('incidents/i1');
  const split = await screen.findByRole('button', { name: /Split into/ });
  expect(split).toBeDisabled();
  await user.click(screen.getByLabelText('Select Alert a'));
  await user.click(split);
  expect(inDialog().getByText(/stays where you put it/)).toBeInTheDocument();
  await user.type(inDialog().getByLabelText(/Title/), 'Just this');
  await user.click(screen.getByTestId(ids.confirm));
  const notice = await screen.findByTestId(ids.notice);
  expect(notice).toHaveTextContent('Split 1 alert off into "Incident new"');
  expect(asked).toEqual([{ path: '/incidents/i1/split', body: { alertIds: ['a'], title: 'Just this' } }]);
  await user.click(within(notice).getByRole('button', { name: 'Undo' }));
  await waitFor(() => expect(screen.getByTestId(ids.notice)).toHaveTextContent('Undone for 1 alert'));
  expect(asked[1]).toEqual({ path: '/incidents/i1/alerts', body: { alertIds: ['a'] } });
});

it('merges into an incident that is picked, and goes there', async () => {
  const { user, address } = renderApp('incidents/i1');
  await user.click(await screen.findByRole('button', { name: 'Merge into…' }));
  expect(screen.getByTestId(ids.confirm)).toBeDisabled();
  expect(inDialog().getByText(/All 2 alerts come .* can't be undone as a whole/)).toBeInTheDocument();
  // Firing ones first; neither this one nor those that are part of another.
  await waitFor(() =>
    expect(
      inDialog()
        .getAllByRole('radio')
        .map((radio) => radio.closest('label')?.textContent)
    ).toEqual([expect.stringContaining('Incident i2'), expect.stringContaining('Incident old')])
  );
  await user.click(inDialog().getByRole('radio', { name: /Incident i2/ }));
  await user.click(screen.getByTestId(ids.confirm));
  await waitFor(() => expect(address()).toMatch(/incidents\/i2$/));
  expect(asked).toEqual([{ path: '/incidents/i2/merge', body: { incidentIds: ['i1'] } }]);
});

it('adds what is selected in the inbox to an incident, and says why where that is refused', async () => {
  const { user } = renderApp('inbox');
  await user.click(await screen.findByLabelText('Select Alert a'));
  await user.click(screen.getByRole('button', { name: /Add to incident/ }));
  await user.click(await inDialog().findByRole('radio', { name: /Incident i2/ }));
  server.use(on('moveAlerts', () => refuse(409, "Can't change this incident", 'It was merged'), { once: true }));
  await user.click(screen.getByTestId(ids.confirm));
  expect(await inDialog().findByText('It was merged')).toBeInTheDocument();
  await user.click(screen.getByTestId(ids.confirm));
  expect(await screen.findByTestId(ids.notice)).toHaveTextContent('Moved 1 alert into "Incident i2"');

  await user.click(screen.getByLabelText('Select Alert b'));
  await user.click(screen.getByRole('button', { name: /New incident/ }));
  await user.click(screen.getByTestId(ids.confirm));
  await waitFor(() => expect(asked.at(-1)).toEqual({ path: '/incidents', body: { alertIds: ['b'] } }));
});

it('offers a viewer none of it and says why; nor what has become part of another incident', async () => {
  signIn('Viewer');
  server.use(on('getIncident', () => answer('getIncident', anIncident('i1', { mergedInto: 'i2' }))));
  renderApp('incidents/i1');
  await screen.findByTestId(testIds.incident.alerts);
  expect(screen.queryByTestId(testIds.incident.memberBar)).toBeNull();
  expect(screen.getByTestId(testIds.incident.viewer)).toHaveTextContent('moving alerts');
  expect(within(screen.getByTestId(testIds.incident.merged)).getByRole('link')).toHaveAttribute(
    'href',
    expect.stringContaining('incidents/i2')
  );
});
