import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Alert, TriageAction } from '@watchroom/contract';
import { anAlert, anEntry } from '../../../test/kit/fixtures';
import { renderApp } from '../../../test/kit/renderApp';
import { answer, liveReaders, on, page, refuse, server, tellLive } from '../../../test/kit/server';
import { testIds } from '../../testIds';

const ids = testIds.inbox;
let alerts: Alert[] = [];

const row = async (name: string): Promise<HTMLElement> => {
  const rows = await screen.findAllByTestId(ids.row);
  const found = rows.find((element) => within(element).queryByText(name));
  if (!found) {
    throw new Error(`There is no row ${name}`);
  }
  return found;
};

/** Answers one triage request by changing the alert as the companion would. */
const triage = (change: (action: TriageAction) => Partial<Alert>) =>
  on('triageAlert', async ({ params, request }) => {
    const found = alerts.find(({ id }) => id === params.id);
    const action = (await request.json()) as TriageAction;
    return found
      ? answer('triageAlert', { ...found, ...change(action), version: found.version + 1 })
      : refuse(404, 'Not found');
  });

beforeEach(() => {
  alerts = [
    anAlert('a', { name: 'Disk full', severity: 'critical', lastSeenAt: Date.UTC(2026, 10, 23, 5, 3) }),
    anAlert('b', { name: 'High latency', service: 'checkout' }),
  ];
  server.use(
    on('listAlerts', () => answer('listAlerts', page(alerts))),
    on('getAlert', ({ params }) => answer('getAlert', alerts.find(({ id }) => id === params.id) ?? anAlert('?')))
  );
});

describe('live', () => {
  it('updates a row in its place and lets new alerts wait', async () => {
    const { user } = renderApp('inbox');
    await row('Disk full');
    await waitFor(() => expect(screen.getByTestId(testIds.liveState)).toHaveTextContent('Live'));
    expect(liveReaders()).toBeGreaterThan(0);
    const fresh = anAlert('c', { name: 'Queue grows' });
    tellLive({
      type: 'changes',
      alerts: [{ ...anAlert('b', { name: 'High latency', severity: 'high' }), version: 2 }, fresh],
      incidents: [],
    });
    await waitFor(async () => expect(await row('High latency')).toHaveTextContent('high'));
    expect(screen.queryByText('Queue grows')).not.toBeInTheDocument();
    alerts = [fresh, ...alerts];
    await user.click(await screen.findByTestId(ids.waiting));
    expect(await row('Queue grows')).toBeInTheDocument();
    expect(screen.queryByTestId(ids.waiting)).not.toBeInTheDocument();
  });

  it('lets what comes while the list is fetched wait on, and keeps what is newer than that list', async () => {
    const { user } = renderApp('inbox');
    await row('Disk full');
    await waitFor(() => expect(screen.getByTestId(testIds.liveState)).toHaveTextContent('Live'));
    const [fresh, later] = [anAlert('c', { name: 'Queue grows' }), anAlert('d', { name: 'Disk slow' })];
    tellLive({ type: 'changes', alerts: [fresh], incidents: [] });
    const pill = await screen.findByTestId(ids.waiting);
    let asked = false;
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    server.use(
      on('listAlerts', async () => {
        asked = true;
        await held;
        return answer('listAlerts', page([fresh, ...alerts]));
      })
    );
    await user.click(pill);
    await waitFor(() => expect(asked).toBe(true));
    const changed = { ...anAlert('b', { name: 'High latency', severity: 'high' as const }), version: 2 };
    tellLive({ type: 'changes', alerts: [later, changed], incidents: [] });
    await waitFor(() => expect(screen.getByTestId(ids.waiting)).toHaveTextContent('2 new'));
    letGo();
    expect(await screen.findByText('Queue grows')).toBeInTheDocument();
    expect(screen.getByTestId(ids.waiting)).toHaveTextContent('1 new');
    expect(await row('High latency')).toHaveTextContent('high');
  });

  it('shows what comes at once where the list is empty', async () => {
    alerts = [];
    renderApp('inbox');
    await screen.findByTestId(ids.empty);
    await waitFor(() => expect(screen.getByTestId(testIds.liveState)).toHaveTextContent('Live'));
    alerts = [anAlert('c', { name: 'Queue grows' })];
    tellLive({ type: 'changes', alerts, incidents: [] });
    expect(await row('Queue grows')).toBeInTheDocument();
  });
});

describe('what happened while nobody was connected', () => {
  it('waits, or makes the list outdated where something is gone', async () => {
    renderApp('inbox');
    await row('Disk full');
    await waitFor(() => expect(screen.getByTestId(testIds.liveState)).toHaveTextContent('Live'));
    alerts = [anAlert('c', { name: 'Queue grows' }), ...alerts];
    tellLive({ type: 'resync' });
    expect(await screen.findByTestId(ids.waiting)).toHaveTextContent('1 new');
    expect(screen.queryByTestId(ids.outdated)).not.toBeInTheDocument();
    alerts = alerts.slice(0, 1);
    tellLive({ type: 'resync' });
    expect(await screen.findByTestId(ids.outdated)).toBeInTheDocument();
  });
});

describe('details', () => {
  it('open by link with labels, links that are safe, and the timeline', async () => {
    alerts = [
      anAlert('a', {
        name: 'Disk full',
        incidentId: 'i1',
        incidentReason: 'same service cart',
        labels: { instance: 'db-1' },
        links: [
          { title: 'Runbook', url: 'https://runbooks.example/disk' },
          { title: 'Trap', url: 'javascript:alert(1)' },
        ],
      }),
    ];
    server.use(
      on('alertTimeline', () => answer('alertTimeline', page([anEntry('t1', 'Fired with severity critical')])))
    );
    const { user } = renderApp('inbox?alert=a');
    const details = await screen.findByTestId(testIds.alert.details);
    expect(await within(details).findByText('db-1')).toBeInTheDocument();
    expect(within(details).getByText('Runbook')).toHaveAttribute('href', 'https://runbooks.example/disk');
    expect(within(details).getByText(/Trap/).closest('a')).toBeNull();
    expect(within(details).getByText('Open the incident')).toHaveAttribute(
      'href',
      '/a/watchroom-aiops-app/incidents/i1'
    );
    await user.click(screen.getByText('Timeline'));
    expect(await screen.findByText('Fired with severity critical')).toBeInTheDocument();
  });

  it('assigns to me and saves a comment', async () => {
    const actions: TriageAction[] = [];
    server.use(
      triage((action) => {
        actions.push(action);
        return action.action === 'assign' ? { assignee: action.assignee } : {};
      })
    );
    const { user } = renderApp('inbox?alert=a');
    await user.click(await screen.findByTestId(testIds.alert.assignToMe));
    await waitFor(() => expect(screen.getByTestId(testIds.alert.assignToMe)).toHaveTextContent('Give back'));
    await user.type(screen.getByTestId(testIds.alert.comment), 'Looking into it');
    await user.click(screen.getByRole('button', { name: 'Comment' }));
    await waitFor(() => expect(screen.getByTestId(testIds.alert.comment)).toHaveValue(''));
    expect(actions).toEqual([
      { action: 'assign', assignee: 'erika' },
      { action: 'comment', text: 'Looking into it' },
    ]);
  });
});
