import React from 'react';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { locationService } from '@grafana/runtime';
import { detectorPreviewRequest, detectorSpec, type Band, type DetectorSpec } from '@watchroom/contract';
import { aDetector, aFeedback, aPreview, aSeries } from '../../../test/kit/detection';
import { signIn } from '../../../test/kit/grafana';
import { renderApp } from '../../../test/kit/renderApp';
import { answer, on, refuse, refuseFields, server } from '../../../test/kit/server';
import { testIds } from '../../testIds';

// uPlot draws on a canvas, which jsdom lacks.
vi.mock('../../components/bandChart/BandChart', () => ({
  BandChart: ({ bands }: { bands: readonly Band[] }) => (
    <div data-testid="chart">
      {bands.map(({ series, isAnomaly }) => `${series.id}: ${isAnomaly.filter(Boolean).length} marked`).join('; ')}
    </div>
  ),
}));

const ids = testIds.detector;
let previews: DetectorSpec[] = [];
let saved: DetectorSpec[] = [];

beforeEach(() => {
  previews = [];
  saved = [];
  const save = async (request: Request) => {
    const spec = detectorSpec.parse(await request.json());
    saved.push(spec);
    return aDetector(spec.name, { spec });
  };
  server.use(
    on('listDetectors', () => answer('listDetectors', { items: [aDetector('CPU')] })),
    on('getDetector', ({ params }) => answer('getDetector', aDetector(String(params['name'])))),
    on('listFeedback', () => answer('listFeedback', { items: [] })),
    on('listSources', () =>
      answer('listSources', {
        items: [{ name: 'main', type: 'clickhouse', url: 'http://ch:8123', lastQueryAt: null, lastError: null }],
      })
    ),
    on('listCalendars', () => answer('listCalendars', { items: [] })),
    on('listSeries', () => answer('listSeries', { items: [aSeries('db-1'), aSeries('db-2')] })),
    on('previewDetector', async ({ request }) => {
      previews.push(detectorPreviewRequest.parse(await request.json()).spec);
      return answer('previewDetector', aPreview());
    }),
    on('createDetector', async ({ request }) => answer('createDetector', await save(request))),
    on('updateDetector', async ({ request }) => answer('updateDetector', await save(request)))
  );
});

const fill = (testId: string, value: string) => fireEvent.change(screen.getByTestId(testId), { target: { value } });

describe('a new detector', () => {
  it('shows what would have fired, and is saved', async () => {
    const { user, address } = renderApp('detectors/new');
    await screen.findByText('No preview yet');
    fill(ids.selector, 'cpu{host=~"db-.+"}');
    expect(await screen.findByTestId(ids.previewTotal)).toHaveTextContent(
      '1 anomaly would have fired, 1 a week, in all 2 series.'
    );
    expect(screen.getByTestId('chart')).toHaveTextContent('cpu-db-1: 1 marked');
    expect(screen.getByText('cpu on db-1 is 9, expected 0 to 2')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: /cpu\{host="db-2"\}/ }));
    expect(screen.getByTestId('chart')).toHaveTextContent('cpu-db-2: 0 marked');

    await user.click(screen.getByTestId(ids.save));
    expect(await screen.findByText('Give it a name')).toBeInTheDocument();
    expect(saved).toEqual([]);
    fill(ids.name, 'CPU of databases');
    await user.click(screen.getByTestId(ids.save));
    await waitFor(() => expect(address()).toBe('/a/watchroom-aiops-app/detectors'));
    expect(saved).toMatchObject([
      { kind: 'baseline', name: 'CPU of databases', matchers: [{ value: 'cpu' }, { label: 'host', op: '=~' }] },
    ]);
    // A name and the labels of its alerts change nothing that is previewed.
    expect(previews).toHaveLength(1);
  });

  it('says what is wrong with a selector where it stands', async () => {
    renderApp('detectors/new');
    await screen.findByTestId(ids.selector);
    fill(ids.selector, 'cpu{host="');
    expect(await screen.findByText(/quoted text has no end/)).toBeInTheDocument();
    expect(previews).toEqual([]);
  });

  it('puts what the companion refuses to the field it names', async () => {
    server.use(
      on('previewDetector', () =>
        refuseFields('The query failed', [{ field: 'spec.query', message: 'Unknown column hots' }])
      ),
      on('createDetector', () => refuseFields('Invalid detector', [{ field: 'historyDays', message: 'is too long' }]))
    );
    const { user } = renderApp('detectors/new');
    await user.click(await screen.findByLabelText('SQL'));
    fireEvent.change(screen.getByLabelText(/SQL query/), { target: { value: 'SELECT hots' } });
    const connection = screen.getByLabelText('Connection');
    fireEvent.keyDown(connection, { key: 'ArrowDown' });
    await user.click(await screen.findByText('main'));
    const form = screen.getByTestId(ids.form);
    expect(await within(form).findByText('Unknown column hots')).toBeInTheDocument();
    fill(ids.name, 'SQL');
    await user.click(screen.getByTestId(ids.save));
    expect(await within(form).findByText('is too long')).toBeInTheDocument();
  });

  it('keeps what was typed where saving fails', async () => {
    server.use(on('createDetector', () => refuse(409, 'Conflict', 'There is a detector called "CPU" already')));
    const { user, address } = renderApp('detectors/new?match=cpu');
    await screen.findByTestId(ids.name);
    fill(ids.name, 'CPU');
    await user.click(screen.getByTestId(ids.save));
    expect(await screen.findByText(/called "CPU" already/)).toBeInTheDocument();
    expect(screen.getByTestId(ids.name)).toHaveValue('CPU');
    expect(address()).toContain('detectors/new');
  });

  it('heeds calendars, where there are any', async () => {
    const named = (name: string, more: object = {}) => ({
      ...{ name, timezone: 'UTC', default: false, matchers: [], holidays: [], maintenance: [] },
      ...more,
    });
    server.use(
      on('listCalendars', () =>
        answer('listCalendars', { items: [named('Germany', { default: true }), named('Nights')] })
      )
    );
    const { user } = renderApp('detectors/new?match=cpu');
    const calendars = await screen.findByLabelText('Calendars');
    expect(screen.getByText('The default: Germany')).toBeInTheDocument();
    const choose = async (name: string) => {
      fireEvent.keyDown(calendars, { key: 'ArrowDown' });
      await user.click(await screen.findByText(name));
    };
    await choose('Nights');
    await user.click(screen.getByLabelText('Judge'));
    await waitFor(() => expect(previews.at(-1)).toMatchObject({ calendars: ['Nights'], holidays: 'judge' }));
    await choose('No calendar');
    await waitFor(() => expect(previews.at(-1)).toMatchObject({ calendars: [] }));
    await user.click(screen.getByLabelText('Threshold'));
    expect(screen.getByLabelText('Judge')).toBeChecked();
  });

  it('begins as a copy of another', async () => {
    renderApp('detectors/new?from=CPU');
    expect(await screen.findByTestId(ids.name)).toHaveValue('CPU copy');
    expect(screen.getByTestId(ids.selector)).toHaveValue('cpu{host=~"db-.+"}');
  });

  it('is not for viewers', async () => {
    signIn('Viewer');
    renderApp('detectors/new');
    expect(await screen.findByText('Your role does not allow this')).toBeInTheDocument();
    expect(screen.queryByTestId(ids.form)).toBeNull();
  });
});

describe('a detector', () => {
  it('is changed in place, and offers narrower selectors', async () => {
    const { user } = renderApp('detectors/CPU');
    expect(await screen.findByTestId(ids.name)).toBeDisabled();
    expect(await screen.findByText('2 series match')).toBeInTheDocument();
    fireEvent.change(screen.getByTestId(ids.sensitivity), { target: { value: '0.8' } });
    await waitFor(() => expect(previews.at(-1)).toMatchObject({ name: 'CPU', sensitivity: 0.8 }));
    await user.click(screen.getByTestId(ids.save));
    expect(await screen.findByText('Saved')).toBeInTheDocument();
    expect(saved).toMatchObject([{ name: 'CPU', sensitivity: 0.8 }]);
  });

  it('says why a preview is missing, and looks again', async () => {
    server.use(on('previewDetector', () => refuse(503, 'Too many previews', 'try again in a moment'), { once: true }));
    const { user } = renderApp('detectors/CPU');
    expect(await screen.findByText(/There is no preview/)).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByTestId(ids.previewTotal)).toBeInTheDocument();
  });

  it('of a file can be looked at and copied, not changed', async () => {
    server.use(on('getDetector', () => answer('getDetector', aDetector('CPU', { origin: 'file' }))));
    renderApp('detectors/CPU');
    expect(await screen.findByTestId(ids.readOnly)).toHaveTextContent('YAML file');
    expect(screen.getByTestId(ids.selector)).toBeDisabled();
    expect(screen.queryByTestId(ids.save)).toBeNull();
    expect(screen.queryByRole('button', { name: 'Delete' })).toBeNull();
    expect(screen.getByRole('link', { name: 'Duplicate' })).toBeInTheDocument();
  });

  it('asks before it is deleted', async () => {
    const deleted: string[] = [];
    server.use(
      on('deleteDetector', ({ params }) => {
        deleted.push(String(params['name']));
        return answer('deleteDetector', aDetector('CPU'));
      })
    );
    const { user, address } = renderApp('detectors/CPU');
    await user.click(await screen.findByRole('button', { name: 'Delete' }));
    const dialog = await screen.findByRole('dialog');
    expect(dialog).toHaveTextContent('stops watching at once');
    expect(deleted).toEqual([]);
    await user.click(within(dialog).getByRole('button', { name: /Delete$/ }));
    await waitFor(() => expect(address()).toBe('/a/watchroom-aiops-app/detectors'));
    expect(deleted).toEqual(['CPU']);
  });

  it('asks before changes are left behind', async () => {
    const confirm = vi.spyOn(window, 'confirm').mockReturnValue(false);
    renderApp('detectors/CPU');
    await screen.findByTestId(ids.name);
    const before = locationService.getLocation().pathname;
    fireEvent.change(screen.getByTestId(ids.sensitivity), { target: { value: '0.1' } });
    locationService.push('/elsewhere');
    expect(confirm).toHaveBeenCalledOnce();
    expect(locationService.getLocation().pathname).toBe(before);
    fireEvent.change(screen.getByTestId(ids.sensitivity), { target: { value: '0.5' } });
    locationService.push('/elsewhere');
    expect(locationService.getLocation().pathname).toBe('/elsewhere');
    locationService.push(before);
    confirm.mockRestore();
  });

  it('shows the feedback that changes its judgement', async () => {
    server.use(on('listFeedback', () => answer('listFeedback', { items: [aFeedback('f1')] })));
    renderApp('detectors/CPU');
    expect(await screen.findByTestId(testIds.feedback.inForce)).toHaveTextContent('Nightly backup');
  });

  it('that is not there is said to be gone', async () => {
    server.use(on('getDetector', () => refuse(404, 'Not found', 'There is no detector CPU')));
    renderApp('detectors/CPU');
    expect(await screen.findByTestId(testIds.problem)).toHaveTextContent('There is no detector CPU');
  });
});
