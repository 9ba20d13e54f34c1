import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Detector } from '@watchroom/contract';
import { aDetector } from '../../../test/kit/detection';
import { signIn } from '../../../test/kit/grafana';
import { renderApp } from '../../../test/kit/renderApp';
import { answer, on, refuse, server, tellLive } from '../../../test/kit/server';
import { testIds } from '../../testIds';
import { costText } from './detectorRows';

const ids = testIds.detectors;
let detectors: Detector[] = [];
let asked = 0;

const names = () => screen.getAllByTestId(ids.row).map((row) => row.dataset['id']);

beforeEach(() => {
  asked = 0;
  detectors = [
    aDetector('CPU', {
      anomaliesLastWeek: 4,
      openAnomalies: 1,
      quiet: { calendar: 'Germany', why: 'maintenance', until: Date.UTC(2026, 10, 23, 4), partly: true },
    }),
    aDetector('Disk', { origin: 'file', lastError: 'ClickHouse is away', cost: null }),
    aDetector('New', { lastRunAt: null, lastRunSeconds: null, seriesCount: 0, anomaliesLastWeek: 0 }),
  ];
  server.use(
    on('listDetectors', () => {
      asked += 1;
      return answer('listDetectors', { items: detectors });
    })
  );
});

describe('the list of detectors', () => {
  it('shows health, series, anomalies and cost of each', async () => {
    renderApp('detectors');
    const [cpu, disk, fresh] = await screen.findAllByTestId(ids.row);
    expect(cpu).toHaveTextContent(/cpu\{host=~"db-\.\+"\}/);
    expect(cpu).toHaveTextContent('took 120 ms');
    expect(cpu).toHaveTextContent('1.3 %');
    expect(within(cpu as HTMLElement).getByRole('link', { name: 'CPU' })).toHaveAttribute(
      'href',
      '/a/watchroom-aiops-app/detectors/CPU'
    );
    expect(within(cpu as HTMLElement).getByRole('link', { name: '4' })).toHaveAttribute(
      'href',
      '/a/watchroom-aiops-app/anomalies?detector=CPU&from=now-7d'
    );
    expect(cpu).toHaveTextContent(/quiet in part until 2026-11-23 \d\d:00:00: maintenance of Germany/);
    expect(disk).not.toHaveTextContent('quiet');
    expect(disk).toHaveTextContent('provisioned');
    expect(disk).toHaveTextContent('failing');
    expect(disk).toHaveTextContent('ClickHouse is away');
    expect(fresh).toHaveTextContent('has not run yet');
    expect(screen.getByTestId(ids.create)).toBeInTheDocument();
  });

  it('filters by text and keeps it in the address', async () => {
    const { user, address } = renderApp('detectors');
    await screen.findAllByTestId(ids.row);
    await user.type(screen.getByTestId(ids.text), 'disk');
    await waitFor(() => expect(names()).toEqual(['Disk']));
    expect(address()).toContain('q=disk');
    await user.type(screen.getByTestId(ids.text), ' nothing');
    await screen.findByTestId(ids.empty);
    await user.click(screen.getByRole('button', { name: 'Show all detectors' }));
    await waitFor(() => expect(names()).toHaveLength(3));
    expect(asked).toBe(1);
  });

  it('sorts by a click on a title, what fails first', async () => {
    const { user, address } = renderApp('detectors?sort=week&order=desc');
    await screen.findAllByTestId(ids.row);
    expect(names()).toEqual(['CPU', 'Disk', 'New']);
    await user.click(screen.getByRole('button', { name: 'Health' }));
    await waitFor(() => expect(names()[0]).toBe('Disk'));
    expect(address()).toContain('sort=health&order=desc');
    expect(screen.getByRole('columnheader', { name: 'Health' })).toHaveAttribute('aria-sort', 'descending');
  });

  it('says what a detector is where there is none', async () => {
    detectors = [];
    renderApp('detectors');
    expect(await screen.findByTestId(ids.empty)).toHaveTextContent('No detector watches anything yet');
  });

  it('offers a viewer nothing to change, and says why', async () => {
    signIn('Viewer');
    renderApp('detectors');
    await screen.findAllByTestId(ids.row);
    expect(screen.queryByTestId(ids.create)).toBeNull();
    expect(screen.getByTestId(ids.viewerNote)).toHaveTextContent('Editor role');
  });

  it('says what is wrong and tries again', async () => {
    server.use(on('listDetectors', () => refuse(500, 'Broken', 'out of memory'), { once: true }));
    const { user } = renderApp('detectors');
    expect(await screen.findByTestId(testIds.problem)).toHaveTextContent('out of memory');
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await screen.findAllByTestId(ids.row);
  });

  it('asks for them again when somebody changes one', async () => {
    renderApp('detectors');
    await screen.findAllByTestId(ids.row);
    await waitFor(() => expect(screen.getAllByTestId(ids.row)).toHaveLength(3));
    detectors = detectors.slice(0, 2);
    await waitFor(() => {
      tellLive({ type: 'detection', changed: 'detectors' });
      expect(screen.getAllByTestId(ids.row)).toHaveLength(2);
    });
  });
});

it('writes cost for people', () => {
  expect([null, 0, 0.00001, 0.0213, 1].map(costText)).toEqual(['–', '0 %', 'below 0.01 %', '2.1 %', '100 %']);
});
