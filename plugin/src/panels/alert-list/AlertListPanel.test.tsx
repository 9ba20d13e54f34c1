import React from 'react';
import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { dateTime, EventBusSrv, LoadingState, type PanelProps } from '@grafana/data';
import { RefreshEvent } from '@grafana/runtime';
import type { Alert } from '@watchroom/contract';
import { beforeEach, describe, expect, it } from 'vitest';
import { anAlert, anIncident } from '../../../test/kit/fixtures';
import { signIn } from '../../../test/kit/grafana';
import { answer, liveReaders, on, page, refuse, server, tellLive } from '../../../test/kit/server';
import { AlertListPanel } from './AlertListPanel';
import { patchPage } from './alertPage';
import { alertQueryOf, type AlertListOptions } from './options';
import { alertListTestIds } from './testIds';

let unique = 0;
let options: AlertListOptions;
beforeEach(() => {
  options = {
    status: ['firing'],
    triage: [],
    severity: [],
    service: '',
    // The cache belongs to the whole page, so every test asks for something of its own.
    text: `test${++unique}`,
    sort: 'severity',
    order: 'desc',
    limit: 20,
    groupByIncident: false,
  };
});
const texted = (id: string, change: Partial<Alert> = {}) => anAlert(id, { description: options.text, ...change });

const eventBus = new EventBusSrv();
const props = (change: Partial<AlertListOptions> = {}): PanelProps<AlertListOptions> => {
  const timeRange = { from: dateTime(0), to: dateTime(3000), raw: { from: 'now-1h', to: 'now' } };
  return {
    id: 1,
    data: { series: [], state: LoadingState.Done, timeRange },
    timeRange,
    timeZone: 'utc',
    options: { ...options, ...change },
    fieldConfig: { defaults: {}, overrides: [] },
    transparent: false,
    width: 600,
    height: 300,
    renderCounter: 0,
    title: '',
    eventBus,
    replaceVariables: (text) => text.replace('$service', 'cart,shipping'),
    onOptionsChange: () => undefined,
    onFieldConfigChange: () => undefined,
    onChangeTimeRange: () => undefined,
  };
};
const names = () => screen.getAllByTestId(alertListTestIds.row).map((row) => within(row).getByRole('link').textContent);
const serveAlerts = (...alerts: Alert[]) => server.use(on('listAlerts', () => answer('listAlerts', page(alerts))));

describe('the alert list panel', () => {
  it('asks by its options with variables put in, and links to the inbox', async () => {
    let asked = '';
    server.use(
      on('listAlerts', ({ request }) => {
        asked = new URL(request.url).search;
        return answer('listAlerts', page([texted('a/1')]));
      })
    );
    render(<AlertListPanel {...props({ service: '$service', severity: ['critical', 'high'] })} />);
    expect(await screen.findByRole('link', { name: 'Alert a/1' })).toHaveAttribute(
      'href',
      '/a/watchroom-aiops-app/inbox?alert=a%2F1'
    );
    expect(Object.fromEntries(new URLSearchParams(asked))).toMatchObject({
      status: 'firing',
      sort: 'severity',
      order: 'desc',
      limit: '20',
      text: options.text,
    });
    expect(new URLSearchParams(asked).getAll('service')).toEqual(['cart', 'shipping']);
    expect(new URLSearchParams(asked).getAll('severity')).toEqual(['critical', 'high']);
  });

  it('takes live changes in: new ones, worse ones, resolved ones', async () => {
    serveAlerts(texted('a'), texted('b'));
    render(<AlertListPanel {...props()} />);
    await screen.findByText('Alert a');
    await waitFor(() => expect(liveReaders()).toBeGreaterThan(0));
    tellLive({
      type: 'changes',
      incidents: [],
      alerts: [
        texted('c', { severity: 'critical' }),
        texted('a', { status: 'resolved', version: 2 }),
        anAlert('other'),
      ],
    });
    await waitFor(() => expect(names()).toEqual(['Alert c', 'Alert b']));
  });

  it('lets Editors acknowledge', async () => {
    serveAlerts(texted('a'));
    server.use(on('triageAlert', () => answer('triageAlert', texted('a', { triage: 'acknowledged', version: 2 }))));
    render(<AlertListPanel {...props()} />);
    await userEvent.click(await screen.findByTestId(alertListTestIds.acknowledge));
    await screen.findByText('acknowledged');
    expect(screen.queryByTestId(alertListTestIds.acknowledge)).not.toBeInTheDocument();
  });

  it('says why it was not acknowledged', async () => {
    serveAlerts(texted('a'));
    server.use(on('triageAlert', () => refuse(409, 'Conflict', 'It is closed')));
    render(<AlertListPanel {...props()} />);
    await userEvent.click(await screen.findByTestId(alertListTestIds.acknowledge));
    expect(await screen.findByTestId(alertListTestIds.notice)).toHaveTextContent('Not acknowledged.');
    expect(screen.getByTestId(alertListTestIds.notice)).toHaveTextContent('It is closed');
  });

  it('offers Viewers no such button', async () => {
    signIn('Viewer');
    serveAlerts(texted('a'));
    render(<AlertListPanel {...props()} />);
    await screen.findByText('Alert a');
    expect(screen.queryByTestId(alertListTestIds.acknowledge)).not.toBeInTheDocument();
  });

  it('says that there are none, and looks again when the dashboard refreshes', async () => {
    serveAlerts();
    render(<AlertListPanel {...props()} />);
    await screen.findByTestId(alertListTestIds.empty);
    serveAlerts(texted('a'));
    eventBus.publish(new RefreshEvent());
    await screen.findByText('Alert a');
  });

  it('says what went wrong and where to ask for permission', async () => {
    server.use(on('listAlerts', () => refuse(403, 'Forbidden', 'Viewer may not')));
    render(<AlertListPanel {...props()} />);
    await screen.findByText(/your role does not allow this/i);
    expect(screen.getByText('Viewer may not')).toBeInTheDocument();
  });

  it('groups by incident, under its title', async () => {
    serveAlerts(texted('a', { incidentId: 'i1' }), texted('b'), texted('c', { incidentId: 'i1' }));
    server.use(on('getIncident', () => answer('getIncident', anIncident('i1', { title: 'Checkout is slow' }))));
    render(<AlertListPanel {...props({ groupByIncident: true })} />);
    expect(await screen.findByRole('link', { name: 'Checkout is slow' })).toHaveAttribute(
      'href',
      '/a/watchroom-aiops-app/incidents/i1'
    );
    expect(screen.getAllByTestId(alertListTestIds.group)).toHaveLength(2);
    expect(names()).toEqual(['Alert a', 'Alert c', 'Alert b']);
  });

  it('says how many are cut off', async () => {
    server.use(on('listAlerts', () => answer('listAlerts', { items: [texted('a')], nextCursor: 'x', total: 7 })));
    render(<AlertListPanel {...props({ limit: 1 })} />);
    expect(await screen.findByTestId(alertListTestIds.more)).toHaveTextContent('1 of 7 shown');
  });
});

describe('patching a page', () => {
  const query = () => alertQueryOf({ ...options, text: '', limit: 2 }, (text) => text);

  it('cuts to the limit and asks for what moves up', () => {
    const [a, b] = [anAlert('a'), anAlert('b')];
    const more = patchPage({ items: [a, b], total: 2 }, [anAlert('c', { severity: 'critical' })], query());
    expect(more.page.items.map(({ id }) => id)).toEqual(['c', 'a']);
    expect(more.page.total).toBe(3);
    const fewer = patchPage(more.page, [anAlert('c', { status: 'resolved', version: 2 })], query());
    expect(fewer.page.items.map(({ id }) => id)).toEqual(['a']);
    expect(fewer.incomplete).toBe(true);
  });

  it('lets older versions and strangers pass without a trace', () => {
    const page = { items: [anAlert('a', { version: 3 })], total: 1 };
    const patched = patchPage(
      page,
      [anAlert('a', { version: 2, severity: 'critical' }), anAlert('x', { status: 'resolved' })],
      query()
    );
    expect(patched).toEqual({ page, incomplete: false });
    expect(patched.page).toBe(page);
  });

  it('reads options: All and the like filter nothing', () => {
    const service = (text: string) =>
      alertQueryOf({ ...options, service: '$s' }, (value) => (value === '$s' ? text : value)).filter.service;
    expect(service('cart, shipping')).toEqual(['cart', 'shipping']);
    expect(service('$__all')).toEqual([]);
    expect(service('.*')).toEqual([]);
    expect(service('$missing')).toEqual([]);
    expect(service('')).toEqual([]);
  });
});
