import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import type { SavedViewSpec } from '@watchroom/contract';
import { anAlert } from '../../../test/kit/fixtures';
import { renderApp } from '../../../test/kit/renderApp';
import { answer, on, page, server } from '../../../test/kit/server';
import { testIds } from '../../testIds';

const ids = testIds.inbox;
let asked: URLSearchParams[] = [];

beforeEach(() => {
  asked = [];
  server.use(
    on('listAlerts', ({ request }) => {
      asked.push(new URL(request.url).searchParams);
      return answer('listAlerts', page([anAlert('a', { service: 'cart' }), anAlert('b', { service: 'pay' })]));
    }),
    on('alertValues', ({ request }) => {
      const field = new URL(request.url).searchParams.get('field');
      return answer('alertValues', { items: field === 'service' ? [{ value: 'check out', count: 7 }] : [] });
    })
  );
});

describe('the search', () => {
  it('completes fields and values by the keyboard', async () => {
    const { user, address } = renderApp('inbox');
    await screen.findAllByTestId(ids.row);
    const field = screen.getByTestId(ids.text);
    await user.type(field, 'serv');
    expect(within(screen.getByTestId(ids.completions)).getByText('service:')).toBeInTheDocument();
    await user.keyboard('{ArrowDown}{Enter}');
    expect(field).toHaveValue('service:');
    await screen.findByText('check out');
    await user.keyboard('{ArrowDown}{Tab}');
    expect(field).toHaveValue('service:"check out" ');
    await waitFor(() => expect(asked.at(-1)?.get('q')).toBe('service:"check out"'));
    expect(address()).toContain('q=service');
  });

  it('marks what cannot be read, and does not ask for it', async () => {
    const { user } = renderApp('inbox');
    await screen.findAllByTestId(ids.row);
    await user.type(screen.getByTestId(ids.text), 'a status:burning');
    expect(await screen.findByTestId(ids.queryError)).toHaveTextContent('never "burning"; expected firing or resolved');
    expect(screen.getByTestId(ids.text)).toBeInvalid();
    expect(asked.filter((one) => (one.get('q') ?? '').includes('burning'))).toEqual([]);
  });
});

describe('views', () => {
  it('group, and choose columns, as the address says', async () => {
    renderApp('inbox?group=service&columns=severity,team&density=compact');
    expect((await screen.findAllByTestId(ids.group)).map((group) => group.textContent)).toEqual([
      'cart 1 loaded',
      'pay 1 loaded',
    ]);
    expect(screen.getAllByRole('columnheader').map((header) => header.textContent)).toContain('Team');
    expect(screen.queryByRole('columnheader', { name: 'Age' })).not.toBeInTheDocument();
  });

  it('are kept and opened', async () => {
    const kept: SavedViewSpec[] = [];
    const view = {
      id: 'v',
      name: 'Payments',
      q: 'service:pay',
      sort: 'severity',
      order: 'desc',
      groupBy: 'none',
    } as const;
    server.use(
      on('listViews', () =>
        answer('listViews', {
          items: [{ ...view, density: 'compact', shared: true, owner: null, origin: 'file', editable: false }],
        })
      ),
      on('createView', async ({ request }) => {
        const spec = (await request.json()) as SavedViewSpec;
        kept.push(spec);
        return answer('createView', { ...spec, id: 'n', owner: 'ann', origin: 'ui', editable: true });
      })
    );
    const { user, address } = renderApp('inbox?severity=critical');
    await screen.findAllByTestId(ids.row);
    await user.click(screen.getByRole('button', { name: 'Views' }));
    const views = await screen.findByTestId(ids.views);
    await user.type(within(views).getByLabelText('Keep what is shown as'), 'Mine');
    await user.click(within(views).getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(kept).toMatchObject([{ name: 'Mine', shared: false }]));
    expect(kept[0]?.q).toContain('severity:critical');
    await user.click(await within(views).findByRole('button', { name: 'Payments' }));
    await waitFor(() => expect(address()).toContain('q=service%3Apay&sort=severity&density=compact'));
  });
});

it('assigns the marked alert by a key', async () => {
  const bodies: unknown[] = [];
  server.use(
    on('triageAlert', async ({ request }) => {
      bodies.push(await request.json());
      return answer('triageAlert', anAlert('a', { assignee: 'erika', version: 2 }));
    })
  );
  const { user } = renderApp('inbox?columns=assignee');
  await screen.findAllByTestId(ids.row);
  await user.keyboard('ja');
  expect(await screen.findByText('erika')).toBeInTheDocument();
  expect(bodies).toMatchObject([{ action: 'assign', assignee: 'erika' }]);
});
