import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Alert, TriageAction } from '@watchroom/contract';
import { anAlert } from '../../../test/kit/fixtures';
import { signIn } from '../../../test/kit/grafana';
import { renderApp } from '../../../test/kit/renderApp';
import { answer, on, page, refuse, server } from '../../../test/kit/server';
import { testIds } from '../../testIds';

const ids = testIds.inbox;
let asked: URLSearchParams[] = [];
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
  asked = [];
  alerts = [
    anAlert('a', { name: 'Disk full', severity: 'critical', lastSeenAt: Date.UTC(2026, 10, 23, 5, 3) }),
    anAlert('b', { name: 'High latency', service: 'checkout' }),
  ];
  server.use(
    on('listAlerts', ({ request }) => {
      asked.push(new URL(request.url).searchParams);
      return answer('listAlerts', page(alerts));
    }),
    on('getAlert', ({ params }) => answer('getAlert', alerts.find(({ id }) => id === params.id) ?? anAlert('?')))
  );
});

describe('the list', () => {
  it('asks for what is firing and not closed, and shows it', async () => {
    renderApp('inbox');
    expect(await row('Disk full')).toHaveTextContent('critical');
    expect(await row('High latency')).toHaveTextContent('checkout');
    expect(screen.getByTestId(ids.total)).toHaveTextContent('2 alerts');
    expect(asked[0]?.getAll('status')).toEqual(['firing']);
    expect(asked[0]?.getAll('triage')).toEqual(['open', 'acknowledged', 'snoozed']);
    expect(asked[0]?.get('sort')).toBe('lastSeenAt');
  });

  it('is reached from the app’s root', async () => {
    const { address } = renderApp('');
    await row('Disk full');
    expect(address()).toBe('/a/watchroom-aiops-app/inbox');
  });

  it('filters by text when typing rests, and keeps it in the address', async () => {
    const { user, address } = renderApp('inbox');
    await row('Disk full');
    await user.type(screen.getByTestId(ids.text), 'disk full');
    await waitFor(() => expect(asked.at(-1)?.get('q')).toBe('disk full'));
    expect(asked).toHaveLength(2);
    expect(address()).toContain('q=disk+full');
  });

  it('filters by facets with their counts', async () => {
    server.use(
      on('alertFacets', () =>
        answer('alertFacets', {
          total: 2,
          fields: {
            status: [{ value: 'firing', count: 2 }],
            triage: [],
            severity: [{ value: 'critical', count: 1 }],
            sender: [],
            service: [{ value: 'checkout, eu', count: 7 }],
            assignee: [],
            team: [],
          },
          labels: {},
        })
      )
    );
    const { user, address } = renderApp('inbox');
    const facets = await screen.findByTestId(ids.facets);
    expect(await within(facets).findByLabelText('7 alerts')).toBeInTheDocument();
    await user.click(within(facets).getByLabelText('checkout, eu'));
    // Given twice, or the API would split it at the comma.
    await waitFor(() => expect(asked.at(-1)?.getAll('service')).toEqual(['checkout, eu', 'checkout, eu']));
    expect(address()).toContain('service=checkout');
  });

  it('shows what a link says', async () => {
    renderApp('inbox?status=any&severity=critical&sort=severity&order=asc&q=disk');
    await row('Disk full');
    expect(asked[0]?.has('status')).toBe(false);
    expect(asked[0]?.getAll('severity')).toEqual(['critical']);
    expect(asked[0]?.get('order')).toBe('asc');
    expect(screen.getByTestId(ids.text)).toHaveValue('disk');
  });

  it('fetches the next page when the end comes in sight', async () => {
    server.use(
      on('listAlerts', ({ request }) => {
        const cursor = new URL(request.url).searchParams.get('cursor');
        return answer('listAlerts', {
          items: [anAlert(cursor === 'two' ? 'second' : 'first')],
          nextCursor: cursor === 'two' ? null : 'two',
          total: 2,
        });
      })
    );
    renderApp('inbox');
    await row('Alert first');
    await waitFor(() => expect(screen.getAllByTestId(ids.row)).toHaveLength(2));
  });

  it('says that nothing is firing', async () => {
    alerts = [];
    renderApp('inbox');
    expect(await screen.findByTestId(ids.empty)).toHaveTextContent('Nothing is firing');
  });

  it('says that the filters are too narrow and resets them', async () => {
    alerts = [];
    const { user, address } = renderApp('inbox?q=nowhere');
    const empty = await screen.findByTestId(ids.empty);
    expect(empty).toHaveTextContent('No alert fits these filters');
    await user.click(within(empty).getByText('Reset filters'));
    expect(address()).toBe('/a/watchroom-aiops-app/inbox');
  });

  it('says what is wrong and what to do when the companion cannot be reached', async () => {
    server.use(
      on('listAlerts', () =>
        refuse(502, 'Nothing answers at http://127.0.0.1:8787: connection refused', 'Start the companion.')
      )
    );
    renderApp('inbox');
    const problem = await screen.findByTestId(testIds.problem);
    expect(problem).toHaveTextContent('the Watchroom companion cannot be reached');
    expect(problem).toHaveTextContent('connection refused');
    expect(problem).toHaveTextContent('Start the companion.');
    expect(within(problem).getByText('Open the connection doctor')).toBeInTheDocument();
  });
});

describe('actions', () => {
  it('acknowledges in place and offers to take it back', async () => {
    server.use(triage(({ action }) => ({ triage: action === 'acknowledge' ? 'acknowledged' : 'open' })));
    const { user } = renderApp('inbox');
    await row('Disk full');
    await user.click(screen.getByLabelText('Acknowledge Disk full'));
    expect(await screen.findByTestId(ids.notice)).toHaveTextContent('Acknowledged 1 alert');
    expect(await row('Disk full')).toHaveTextContent('acknowledged');
    expect(asked).toHaveLength(1);
  });

  it('undoes what was done, and that only', async () => {
    const actions: TriageAction[] = [];
    const before = { triage: 'open', triageBy: null, triageAt: null, triageReason: null, snoozedUntil: null } as const;
    server.use(
      triage((action) => {
        actions.push(action);
        return action.action === 'undo'
          ? { triage: 'open' }
          : {
              triage: 'acknowledged',
              lastAction: {
                id: 'act-1',
                action: 'acknowledge',
                by: 'erika',
                at: 1,
                before: { ...before, assignee: null, runbook: null },
                seen: { status: 'firing', severity: 'critical', refireCount: 0 },
              },
            };
      })
    );
    const { user } = renderApp('inbox');
    await row('Disk full');
    await user.click(screen.getByLabelText('Acknowledge Disk full'));
    await user.click(await screen.findByText('Undo'));
    await waitFor(() => expect(screen.getByTestId(ids.notice)).toHaveTextContent('Undone for 1 alert'));
    expect(actions).toEqual([{ action: 'acknowledge' }, { action: 'undo', actionId: 'act-1' }]);
  });

  it('acts on all of the filter once they are counted, part after part', async () => {
    const sent: unknown[] = [];
    let counted: unknown;
    server.use(
      on('countForBulk', async ({ request }) => {
        counted = await request.json();
        return answer('countForBulk', {
          count: 700,
          tooMany: false,
          token: 't',
          expiresAt: 1,
          severities: { critical: 200, warning: 500 },
        });
      }),
      on('bulkTriage', async ({ request }) => {
        sent.push(await request.json());
        return answer('bulkTriage', {
          changed: ['a'],
          refused: sent.length === 1 ? [] : [{ id: 'b', reason: 'it is acknowledged already' }],
          left: sent.length === 1 ? 200 : 0,
          actionId: 'act-2',
        });
      })
    );
    const { user } = renderApp('inbox?severity=critical');
    await row('Disk full');
    await user.click(screen.getByTestId(ids.bulkAll));
    const modal = await screen.findByTestId(ids.bulkModal);
    expect(await within(modal).findByText('700 alerts')).toBeInTheDocument();
    expect(modal).toHaveTextContent('200 critical, 500 warning');
    expect(counted).toMatchObject({ severity: ['critical'], status: ['firing'] });
    await user.click(within(modal).getByText('Acknowledge 700 alerts'));
    const notice = await screen.findByTestId(ids.notice);
    expect(notice).toHaveTextContent('Acknowledged 2 alerts');
    expect(notice).toHaveTextContent('High latency: it is acknowledged already');
    expect(within(notice).getByText('Undo')).toBeInTheDocument();
    expect(sent).toHaveLength(2);
  });

  it('resolves: the alert leaves the list, the others stay', async () => {
    server.use(triage(() => ({ triage: 'closed' })));
    const { user } = renderApp('inbox');
    await row('Disk full');
    await user.click(screen.getByLabelText('Resolve Disk full'));
    await waitFor(() => expect(screen.queryByText('Disk full')).not.toBeInTheDocument());
    expect(await row('High latency')).toBeInTheDocument();
    expect(screen.getByTestId(ids.total)).toHaveTextContent('1 alert');
  });

  it('says why a change was refused by the state', async () => {
    server.use(on('triageAlert', () => refuse(409, 'Conflict', 'It is closed already')));
    const { user } = renderApp('inbox');
    await row('Disk full');
    await user.click(screen.getByLabelText('Acknowledge Disk full'));
    expect(await screen.findByTestId(ids.notice)).toHaveTextContent('Disk full: It is closed already');
  });

  it('says that the role is too low', async () => {
    server.use(on('triageAlert', () => refuse(403, 'Not permitted', 'This needs the role Editor; yours is Viewer')));
    const { user } = renderApp('inbox');
    await row('Disk full');
    await user.click(screen.getByLabelText('Acknowledge Disk full'));
    const notice = await screen.findByTestId(ids.notice);
    expect(notice).toHaveTextContent('Acknowledge failed');
    expect(notice).toHaveTextContent('This needs the role Editor; yours is Viewer');
  });

  it('does one thing to many, and names each refusal', async () => {
    let sent: unknown;
    server.use(
      on('triageAlerts', async ({ request }) => {
        sent = await request.json();
        return answer('triageAlerts', {
          alerts: [{ ...anAlert('a', { triage: 'closed' }), version: 2 }],
          refused: [{ id: 'b', reason: 'It is closed already' }],
          actionId: 'act-1',
        });
      })
    );
    const { user } = renderApp('inbox');
    await row('Disk full');
    await user.click(screen.getByLabelText('Select all that are loaded'));
    const bar = screen.getByTestId(ids.bulkBar);
    expect(bar).toHaveTextContent('2 selected');
    await user.click(within(bar).getByText('Resolve'));
    const notice = await screen.findByTestId(ids.notice);
    expect(notice).toHaveTextContent('Resolved 1 alert');
    expect(notice).toHaveTextContent('High latency: It is closed already');
    expect(sent).toEqual({ alertIds: ['a', 'b'], action: { action: 'close' } });
    expect(screen.queryByTestId(ids.bulkBar)).not.toBeInTheDocument();
  });

  it('works by keyboard', async () => {
    const actions: TriageAction[] = [];
    server.use(
      triage((action) => {
        actions.push(action);
        return { triage: action.action === 'acknowledge' ? 'acknowledged' : 'closed' };
      })
    );
    const { user, address } = renderApp('inbox');
    await row('Disk full');
    await user.keyboard('jje');
    await waitFor(async () => expect(await row('High latency')).toHaveTextContent('acknowledged'));
    await user.keyboard('kr');
    await waitFor(() => expect(screen.queryByText('Disk full')).not.toBeInTheDocument());
    expect(actions.map(({ action }) => action)).toEqual(['acknowledge', 'close']);
    await user.keyboard('/');
    expect(screen.getByTestId(ids.text)).toHaveFocus();
    await user.keyboard('{Escape}');
    await user.keyboard('?');
    expect(await screen.findByTestId(ids.shortcuts)).toBeInTheDocument();
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByTestId(ids.shortcuts)).not.toBeInTheDocument());
    await user.keyboard('{Enter}');
    await waitFor(() => expect(address()).toContain('alert=b'));
  });

  it('snoozes and assigns by keyboard', async () => {
    const actions: TriageAction[] = [];
    server.use(
      triage((action) => {
        actions.push(action);
        return action.action === 'snooze' ? { triage: 'snoozed' } : { assignee: 'you' };
      })
    );
    const { user } = renderApp('inbox');
    await row('Disk full');
    await user.keyboard('ja');
    await waitFor(() => expect(actions).toMatchObject([{ action: 'assign' }]));
    await user.keyboard('js');
    await waitFor(() => expect(actions).toHaveLength(2));
    // As it goes over the wire.
    const { until } = actions[1] as unknown as { until: string };
    const hour = Date.parse(until) - Date.now();
    expect(hour).toBeGreaterThan(59 * 60_000);
    expect(hour).toBeLessThanOrEqual(60 * 60_000);
  });

  it('shows a Viewer no buttons, and why', async () => {
    signIn('Viewer');
    renderApp('inbox');
    await row('Disk full');
    expect(screen.queryByLabelText('Acknowledge Disk full')).not.toBeInTheDocument();
    expect(screen.getByTestId(ids.viewerNote)).toHaveTextContent('take the Editor role, and yours is Viewer');
  });
});
