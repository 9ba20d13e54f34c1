import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import { placedCorrelationRule, type CorrelationRuleView, type PlacedCorrelationRule } from '@watchroom/contract';
import { signIn } from '../../../test/kit/grafana';
import { renderApp } from '../../../test/kit/renderApp';
import { answer, on, server } from '../../../test/kit/server';
import { testIds } from '../../testIds';

const ids = testIds.correlation;

const view = (name: string, origin: CorrelationRuleView['origin'], change: Partial<PlacedCorrelationRule> = {}) => ({
  spec: placedCorrelationRule.parse({ name, groupBy: ['service'], windowSeconds: 900, ...change }),
  origin,
  firing: 2,
});
let sent: Array<{ method: string; body: unknown }>;

beforeEach(() => {
  sent = [];
  const save = async (request: Request) => {
    const body = (await request.json()) as PlacedCorrelationRule;
    sent.push({ method: request.method, body });
    return answer('createCorrelationRule', { spec: placedCorrelationRule.parse(body), origin: 'ui', firing: 0 });
  };
  server.use(
    on('listCorrelationRules', () =>
      answer('listCorrelationRules', {
        items: [
          view('one rack', 'ui', { groupBy: ['rack'], minAlerts: 3 }),
          view('of a file', 'file', { matchers: [{ label: 'env', op: '=', value: 'prod' }] }),
        ],
      })
    ),
    on('createCorrelationRule', ({ request }) => save(request)),
    on('updateCorrelationRule', ({ request }) => save(request)),
    on('previewCorrelationRule', () =>
      answer('previewCorrelationRule', {
        examined: 40,
        cut: false,
        taken: 12,
        takenBefore: 3,
        waiting: 1,
        incidents: 4,
        incidentsNow: 9,
        groups: [
          {
            key: 'rack=r1',
            title: null,
            severity: 'critical',
            alerts: 6,
            names: ['Slow', 'Down'],
            from: 0,
            to: 60_000,
          },
        ],
      })
    )
  );
});

it('lists rules in their order, with what is for each and where it comes from', async () => {
  renderApp('correlation');
  const rows = await screen.findAllByTestId(ids.row);
  expect(rows.map((row) => row.getAttribute('data-id'))).toEqual(['one rack', 'of a file']);
  expect(rows[0]).toHaveTextContent(/all alerts.*rack.*15 m.*3 alerts.*2 incidents/);
  expect(rows[1]).toHaveTextContent('{env="prod"}');
  expect(rows[1]).toHaveTextContent('provisioned');
  expect(within(rows[1] as HTMLElement).queryByRole('button', { name: /Delete/ })).toBeNull();
});

it('makes a rule, with a preview of what it would have grouped', async () => {
  const { user, address } = renderApp('correlation');
  await user.click(await screen.findByTestId(ids.create));
  await user.click(await screen.findByRole('button', { name: 'Save' }));
  expect(screen.getByText('Name one to ten labels')).toBeInTheDocument();
  await user.type(screen.getByTestId(ids.name), 'racks');
  await user.type(screen.getByTestId(ids.groupBy), 'cluster, rack');
  const preview = screen.getByTestId(ids.preview);
  await waitFor(() => expect(preview).toHaveTextContent('12 alerts would have been 4 incidents; they are in 9 now'));
  expect(preview).toHaveTextContent('3 alerts more would fit but rules before it take them');
  expect(preview).toHaveTextContent('1 alert would have waited in vain');
  expect(preview).toHaveTextContent(/rack=r1.*6 alerts.*Slow, Down.*and 3 incidents more/);
  await user.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(address()).toMatch(/correlation$/));
  expect(sent).toMatchObject([
    { method: 'POST', body: { name: 'racks', groupBy: ['cluster', 'rack'], windowSeconds: 900, position: 100 } },
  ]);
});

it('shows a viewer rules that cannot be changed', async () => {
  signIn('Viewer');
  const { user } = renderApp('correlation');
  await screen.findByTestId(ids.viewerNote);
  expect(screen.queryByTestId(ids.create)).toBeNull();
  await user.click(await screen.findByRole('button', { name: 'Look at one rack' }));
  expect(await screen.findByTestId(ids.groupBy)).toHaveValue('rack');
  expect(screen.queryByRole('button', { name: 'Save' })).toBeNull();
});
