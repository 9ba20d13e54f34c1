import { screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import { anIncident } from '../../../test/kit/fixtures';
import { renderApp } from '../../../test/kit/renderApp';
import { answer, on, page, server, tellLive } from '../../../test/kit/server';
import { testIds } from '../../testIds';

const ids = testIds.incidents;
let asked: URLSearchParams[] = [];
let incidents = [anIncident('i1')];

beforeEach(() => {
  asked = [];
  incidents = [anIncident('i1')];
  server.use(
    on('listIncidents', ({ request }) => {
      asked.push(new URL(request.url).searchParams);
      return answer('listIncidents', page(incidents));
    })
  );
});

it('lists what is firing, and filters', async () => {
  const { user, address } = renderApp('incidents');
  expect(await screen.findByText('Incident i1')).toHaveAttribute('href', '/a/watchroom-aiops-app/incidents/i1');
  expect(screen.getByTestId(ids.row)).toHaveTextContent('1 firing of 2');
  expect(asked[0]?.getAll('status')).toEqual(['firing']);
  await user.click(screen.getByLabelText('All'));
  await waitFor(() => expect(asked.at(-1)?.has('status')).toBe(false));
  expect(address()).toContain('status=any');
});

it('says that nothing is firing', async () => {
  incidents = [];
  renderApp('incidents');
  expect(await screen.findByTestId(ids.empty)).toHaveTextContent('No incident is firing');
});

it('lets new incidents wait until they are asked for', async () => {
  const { user } = renderApp('incidents');
  await screen.findByText('Incident i1');
  await waitFor(() => expect(screen.getByTestId(testIds.liveState)).toHaveTextContent('Live'));
  incidents = [anIncident('i2'), ...incidents];
  tellLive({ type: 'changes', alerts: [], incidents: [anIncident('i2')] });
  await user.click(await screen.findByText('1 new'));
  expect(await screen.findByText('Incident i2')).toBeInTheDocument();
  await waitFor(() => expect(screen.queryByText('1 new')).not.toBeInTheDocument());
});
