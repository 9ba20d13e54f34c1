import React from 'react';
import { render, screen } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import { anAnomaly, aSeries } from '../../../../test/kit/detection';
import { anIncident, startedAt } from '../../../../test/kit/fixtures';
import { answer, on, page, refuse, server } from '../../../../test/kit/server';
import { testIds } from '../../../testIds';
import { MarkDetails } from './MarkDetails';

beforeEach(() => server.use(on('listIncidents', () => answer('listIncidents', page([])))));

const open = () =>
  render(
    <MarkDetails
      name="value"
      labels={{ __name__: 'cpu', host: 'db-1', band: 'upper' }}
      from={startedAt}
      to={startedAt + 60_000}
      onClose={() => undefined}
    />
  );

it('tells what detectors found of this very series, the oddest of them', async () => {
  server.use(
    on('listSeries', ({ request }) => {
      expect(new URL(request.url).searchParams.get('match')).toBe('cpu{host="db-1"}');
      const more = { ...aSeries('db-1'), id: 'other', labels: { host: 'db-1', core: '1' } };
      return answer('listSeries', { items: [more, aSeries('db-1')] });
    }),
    on('listAnomalies', ({ request }) => {
      expect(new URL(request.url).searchParams.get('seriesId')).toBe('cpu-db-1');
      return answer('listAnomalies', { items: [anAnomaly('weak', { score: 0.8 }), anAnomaly('odd')] });
    }),
    on('getAnomaly', ({ params }) =>
      answer('getAnomaly', { anomaly: anAnomaly(String(params['id'])), similar: [], feedback: [] })
    ),
    on('listFeedback', () => answer('listFeedback', { items: [] }))
  );
  open();
  expect(await screen.findByTestId(testIds.anomalies.facts)).toHaveAttribute('data-id', 'odd');
  expect(screen.getByRole('button', { name: 'Not an anomaly' })).toBeInTheDocument();
  expect(screen.getByText('Open in the explorer')).toHaveAttribute(
    'href',
    '/a/watchroom-aiops-app/anomalies?anomaly=odd'
  );
});

it('leads to a new detector where none watches the series', async () => {
  server.use(on('listSeries', () => answer('listSeries', { items: [] })));
  open();
  expect(await screen.findByText('Only this panel finds it unusual')).toBeInTheDocument();
  expect(screen.getByRole('link', { name: 'New detector for this series' })).toHaveAttribute(
    'href',
    `/a/watchroom-aiops-app/detectors/new?${new URLSearchParams({ match: 'cpu{host="db-1"}' }).toString()}`
  );
});

it('says what fails', async () => {
  server.use(on('listSeries', () => refuse(500, 'Broken', 'out of memory')));
  open();
  expect(await screen.findByTestId(testIds.problem)).toHaveTextContent('out of memory');
});

it('leads to the causes of the incident that concerns the series at that time', async () => {
  const later = anIncident('later', { services: ['db-1'], startsAt: startedAt + 86_400_000 });
  const other = anIncident('other', { services: ['mail'], startsAt: startedAt });
  const ended = anIncident('ended', {
    services: ['db-1'],
    status: 'resolved',
    startsAt: startedAt,
    resolvedAt: startedAt,
  });
  const lasting = anIncident('open', { services: ['db-1'], startsAt: startedAt - 60_000 });
  server.use(
    on('listIncidents', () => answer('listIncidents', page([later, other, ended, lasting]))),
    on('listSeries', () => answer('listSeries', { items: [] }))
  );
  open();
  expect(await screen.findByRole('link', { name: 'Find the cause' })).toHaveAttribute(
    'href',
    '/a/watchroom-aiops-app/incidents/open#causes'
  );
});
