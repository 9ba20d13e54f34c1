import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import type { LogTemplate } from '@watchroom/contract';
import { startedAt } from '../../../test/kit/fixtures';
import { signIn } from '../../../test/kit/grafana';
import { renderApp } from '../../../test/kit/renderApp';
import { answer, on, refuse, server } from '../../../test/kit/server';
import { testIds } from '../../testIds';
import { compareFromOf, formatLogsUrl, parseLogsUrl } from './logsUrl';
import { changeText } from './templateWords';

const ids = testIds.logs;
const hour = 3_600_000;

const aTemplate = (id: string, change: Partial<LogTemplate> = {}): LogTemplate => ({
  id,
  template: `${id} <*> done`,
  services: ['cart'],
  lines: 10,
  errors: 0,
  linesBefore: 10,
  change: 1,
  isNew: false,
  firstAt: startedAt,
  novelty: 0,
  counts: [1, 2, 3, 4],
  mergedIds: [],
  ...change,
});

let templates: LogTemplate[] = [];
let asked: URLSearchParams[] = [];
let sent: unknown[] = [];
beforeEach(() => {
  templates = [
    aTemplate('refused', { lines: 40, errors: 30, linesBefore: 0, change: null, isNew: true }),
    aTemplate('order', { lines: 90, mergedIds: ['older'] }),
  ];
  asked = [];
  sent = [];
  server.use(
    on('listLogServices', () => answer('listLogServices', { items: ['', 'cart', 'payment'] })),
    on('listLogTemplates', ({ request }) => {
      asked.push(new URL(request.url).searchParams);
      return answer('listLogTemplates', {
        items: templates,
        total: templates.length,
        from: startedAt,
        stepSeconds: 60,
      });
    }),
    on('listLogLines', ({ request }) => {
      const text = new URL(request.url).searchParams.get('text');
      return answer('listLogLines', {
        items: [7, 8]
          .map((number) => ({
            at: startedAt,
            service: 'cart',
            level: 'error' as const,
            templateId: 'refused',
            message: `refused ${number} done`,
            labels: { host: 'web-1' },
            traceId: 'abc',
          }))
          .filter(({ message }) => message.includes(text ?? '')),
      });
    }),
    on('mergeLogTemplates', async ({ request, params }) => {
      sent.push([params['id'], await request.json()]);
      return answer('mergeLogTemplates', { id: String(params['id']), mergedIds: ['refused'] });
    }),
    on('splitLogTemplate', ({ params }) => {
      templates = [aTemplate('order'), aTemplate('older')];
      return answer('splitLogTemplate', { id: String(params['id']), mergedIds: [] });
    })
  );
});

it('lists templates with their share of errors and change, and asks as the address says', async () => {
  renderApp('logs?from=1795410000000&to=1795413600000&compare=day&service=cart&level=error&text=x&sort=errors');
  const [refused, order] = await screen.findAllByTestId(ids.row);
  expect(refused).toHaveTextContent('refused <*> done');
  expect(refused).toHaveTextContent('new');
  expect(refused).toHaveTextContent('from none');
  expect(refused).toHaveTextContent('75 %');
  expect(order).toHaveTextContent('as before');
  expect(Object.fromEntries(asked[0] ?? [])).toMatchObject({
    from: new Date(1795410000000).toISOString(),
    compareFrom: new Date(1795410000000 - 24 * hour).toISOString(),
    service: 'cart',
    level: 'error',
    text: 'x',
    sort: 'errors',
  });
});

it('opens the lines of a template, and filters them', async () => {
  const { user, address } = renderApp('logs');
  await user.click(await screen.findByRole('button', { name: 'refused <*> done' }));
  const drawer = await screen.findByTestId(ids.drawer);
  expect(await within(drawer).findAllByTestId(ids.line)).toHaveLength(2);
  expect(drawer).toHaveTextContent('host=web-1');
  expect(address()).toBe('/a/watchroom-aiops-app/logs?template=refused');
  await user.type(within(drawer).getByRole('textbox', { name: 'Words in the line' }), '8');
  await waitFor(() => expect(within(drawer).getAllByTestId(ids.line)).toHaveLength(1));
});

it('merges what an Editor chooses into the one with most lines', async () => {
  signIn('Editor');
  const { user } = renderApp('logs');
  await user.click(await screen.findByRole('checkbox', { name: 'Select refused <*> done' }));
  const bar = await screen.findByTestId(ids.mergeBar);
  expect(within(bar).getByRole('button', { name: 'Show as one template' })).toBeDisabled();
  await user.click(screen.getByRole('checkbox', { name: 'Select order <*> done' }));
  await user.click(within(bar).getByRole('button', { name: 'Show as one template' }));
  await waitFor(() => expect(screen.queryByTestId(ids.mergeBar)).toBeNull());
  expect(sent).toEqual([['order', { ids: ['refused'] }]]);
});

it('takes a template apart again', async () => {
  signIn('Editor');
  const { user } = renderApp('logs?template=order');
  const merged = await screen.findByTestId(ids.merged);
  await user.click(within(merged).getByRole('button', { name: 'Take apart again' }));
  await waitFor(() => expect(screen.queryByTestId(ids.merged)).toBeNull());
});

it('a viewer may look but not merge', async () => {
  signIn('Viewer');
  renderApp('logs?template=order');
  expect(await screen.findByTestId(ids.merged)).toBeInTheDocument();
  expect(screen.queryByRole('button', { name: 'Take apart again' })).toBeNull();
  expect(screen.queryByRole('checkbox')).toBeNull();
  expect(screen.getByTestId(ids.viewerNote)).toHaveTextContent('Editor role');
});

it('says that there is nothing, and takes filters away', async () => {
  templates = [];
  const { user, address } = renderApp('logs?service=cart');
  expect(await screen.findByTestId(ids.empty)).toHaveTextContent('No log line fits these filters');
  await user.click(screen.getByRole('button', { name: 'Show all lines' }));
  await waitFor(() => expect(screen.getByTestId(ids.empty)).toHaveTextContent('No log lines in this time'));
  expect(address()).toBe('/a/watchroom-aiops-app/logs');
});

it('says what is wrong, and tries again', async () => {
  server.use(on('listLogTemplates', () => refuse(500, 'Broken', 'out of memory'), { once: true }));
  const { user } = renderApp('logs');
  expect(await screen.findByTestId(testIds.problem)).toHaveTextContent('out of memory');
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  await screen.findAllByTestId(ids.row);
});

it('keeps its state in the address', () => {
  const search = '?from=now-6h&to=now&compare=week&service=a&level=error&text=b&sort=lines&template=t';
  expect(formatLogsUrl(parseLogsUrl(search))).toBe(search);
  expect(formatLogsUrl(parseLogsUrl('?sort=nonsense&level=loud&compare=never'))).toBe('');
  expect(compareFromOf('before', 100, 140)).toBe(60);
});

it('tells a change in words', () => {
  const told = (lines: number, linesBefore: number) =>
    changeText(aTemplate('a', { lines, linesBefore, change: linesBefore === 0 ? null : lines / linesBefore }));
  expect([told(5, 0), told(0, 5), told(50, 20), told(400, 20), told(10, 40), told(10, 10), told(0, 0)]).toEqual([
    'from none',
    'to none',
    '× 2.5',
    '× 20',
    '÷ 4.0',
    'as before',
    '–',
  ]);
});
