import type { Alert } from '@watchroom/contract';
import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { anAnomaly } from '../../../test/kit/detection';
import { anAlert } from '../../../test/kit/fixtures';
import { renderApp } from '../../../test/kit/renderApp';
import { answer, on, page, refuse, server } from '../../../test/kit/server';
import { testIds } from '../../testIds';

const openAlert = async (sender: string, change: Partial<Alert> = {}) => {
  const alert = anAlert('a', { sender, annotations: { anomalyId: 'a1' }, ...change });
  server.use(
    on('listAlerts', () => answer('listAlerts', page([alert]))),
    on('getAlert', () => answer('getAlert', alert))
  );
  renderApp('inbox?alert=a');
  return screen.findByTestId(testIds.alert.details);
};

it('shows the anomaly that an alert tells of, and takes feedback on it', async () => {
  server.use(
    on('getAnomaly', ({ params }) =>
      answer('getAnomaly', { anomaly: anAnomaly(String(params['id'])), similar: [], feedback: [] })
    ),
    on('listFeedback', () => answer('listFeedback', { items: [] }))
  );
  const details = await openAlert('watchroom');
  const facts = await within(details).findByTestId(testIds.anomalies.facts);
  expect(facts).toHaveTextContent('0 to 2');
  expect(within(facts).getByText('Not an anomaly')).toBeInTheDocument();
  expect(within(facts).getByText('Open in the explorer')).toHaveAttribute(
    'href',
    '/a/watchroom-aiops-app/anomalies?anomaly=a1'
  );
});

it('shows the rest of the alert where its anomaly is gone', async () => {
  server.use(on('getAnomaly', () => refuse(404, 'Not found', 'There is no anomaly a1')));
  const details = await openAlert('watchroom');
  expect(await within(details).findByText('There is no anomaly a1')).toBeInTheDocument();
  expect(within(details).getByText('Labels')).toBeInTheDocument();
});

it('shows how often the sender says that it has happened', async () => {
  const details = await openAlert('sentry', { senderCount: 42 });
  expect(await within(details).findByText('42 times')).toBeInTheDocument();
});

it('believes no other sender’s annotation', async () => {
  const details = await openAlert('alertmanager');
  expect(await within(details).findByText('Labels')).toBeInTheDocument();
  expect(within(details).queryByText('Earlier ones like it')).toBeNull();
});
