import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Rejection, SenderInfo } from '@watchroom/contract';
import { startedAt } from '../../../test/kit/fixtures';
import { signIn } from '../../../test/kit/grafana';
import { renderApp } from '../../../test/kit/renderApp';
import { answer, on, refuse, refuseFields, server } from '../../../test/kit/server';
import { testIds } from '../../testIds';

const ids = testIds.senders;

const aSender = (name: string, change: Partial<SenderInfo> = {}): SenderInfo => ({
  name,
  title: `Title of ${name}`,
  kind: 'built-in',
  paths: [`/intake/${name}`],
  signature: 'none',
  signatureHeader: null,
  words: { severities: {}, statuses: {}, identity: [], links: [] },
  since: startedAt,
  lastEventAt: null,
  events: 0,
  lastRejectedAt: null,
  rejected: 0,
  kept: 0,
  ...change,
});
const aRejection = (id: string, change: Partial<Rejection> = {}): Rejection => ({
  id,
  at: startedAt,
  sender: 'sentry',
  path: '/intake/sentry',
  status: 400,
  title: 'Invalid payload',
  errors: [{ field: 'data.issue.id', message: 'is missing' }],
  bytes: 12,
  replayable: true,
  triedAt: null,
  ...change,
});

let rejections: Rejection[] = [];
beforeEach(() => {
  rejections = [aRejection('r1'), aRejection('r2', { replayable: false })];
  server.use(
    on('listSenders', () =>
      answer('listSenders', {
        items: [
          aSender('sentry', {
            signature: 'checked',
            signatureHeader: 'Sentry-Hook-Signature',
            events: 7,
            lastEventAt: startedAt,
            rejected: 3,
            kept: rejections.length,
          }),
          aSender('pagerduty', { paths: ['/intake/pagerduty', '/v2/enqueue'] }),
        ],
      })
    ),
    on('listRejections', () => answer('listRejections', { items: rejections, leftOut: 4 })),
    on('getRejection', ({ params }) =>
      answer('getRejection', {
        ...(rejections.find(({ id }) => id === params['id']) ?? aRejection('gone')),
        headers: { 'user-agent': 'sentry' },
        encoding: 'utf8',
        payload: '{"data":{"issue":{}}}',
      })
    )
  );
});

describe('senders', () => {
  it('shows where each posts to and what came of it', async () => {
    renderApp('senders');
    const [sentry, pagerduty] = await screen.findAllByTestId(ids.row);
    expect(sentry).toHaveTextContent('/intake/sentry');
    expect(sentry).toHaveTextContent('signature checked');
    expect(within(sentry as HTMLElement).getByRole('link', { name: '3 (2 kept)' })).toHaveAttribute(
      'href',
      '/a/watchroom-aiops-app/senders?tab=rejected&sender=sentry'
    );
    expect(pagerduty).toHaveTextContent('/v2/enqueue');
    expect(pagerduty).toHaveTextContent('none yet');
    expect(
      within(pagerduty as HTMLElement).getByRole('button', { name: 'Copy the address /v2/enqueue' })
    ).toBeInTheDocument();
  });

  it('says what is wrong and tries again', async () => {
    server.use(on('listSenders', () => refuse(500, 'Broken', 'out of memory'), { once: true }));
    const { user } = renderApp('senders');
    expect(await screen.findByTestId(testIds.problem)).toHaveTextContent('out of memory');
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await screen.findAllByTestId(ids.row);
  });
});

describe('rejected payloads', () => {
  it('opens one with its error and payload, and replays it', async () => {
    let refusals = 1;
    server.use(
      on('replayRejection', () => {
        if (refusals-- > 0) {
          return refuseFields("Can't replay this payload", [{ field: 'data', message: 'is still wrong' }]);
        }
        rejections = rejections.slice(1);
        return answer('replayRejection', { accepted: 1 });
      })
    );
    const { user, address } = renderApp('senders?tab=rejected&rejection=r1');
    const drawer = await screen.findByTestId(ids.drawer);
    expect(await within(drawer).findByTestId(ids.payload)).toHaveTextContent('"issue": {}');
    expect(drawer).toHaveTextContent('data.issue.id is missing');
    expect(await screen.findAllByTestId(ids.rejection)).toHaveLength(2);
    expect(screen.getByTestId(ids.page)).toHaveTextContent('4 more were rejected');
    await user.click(within(drawer).getByRole('button', { name: 'Replay' }));
    expect(await within(drawer).findByTestId(testIds.problem)).toHaveTextContent('data: is still wrong');
    await user.click(within(drawer).getByRole('button', { name: 'Replay' }));
    expect(await screen.findByText('Taken in: 1 event')).toBeInTheDocument();
    await waitFor(() => expect(screen.getAllByTestId(ids.rejection)).toHaveLength(1));
    expect(address()).toBe('/a/watchroom-aiops-app/senders?tab=rejected');
  });

  it('discards one; one that is not whole can not be replayed', async () => {
    server.use(
      on('discardRejection', () => {
        const [, second] = rejections;
        rejections = [];
        return answer('discardRejection', second as Rejection);
      })
    );
    const { user } = renderApp('senders?tab=rejected&sender=sentry&rejection=r2');
    const drawer = await screen.findByTestId(ids.drawer);
    const replay = await within(drawer).findByRole('button', { name: /Replay|It was too large/ });
    expect(replay.getAttribute('aria-disabled') === 'true' || replay.hasAttribute('disabled')).toBe(true);
    await user.click(within(drawer).getByRole('button', { name: 'Discard' }));
    expect(await screen.findByTestId(ids.empty)).toHaveTextContent('Nothing is rejected');
  });

  it('a viewer sees errors but no payloads, and why', async () => {
    signIn('Viewer');
    renderApp('senders?tab=rejected&rejection=r1');
    const [row] = await screen.findAllByTestId(ids.rejection);
    expect(within(row as HTMLElement).queryByRole('link')).toBeNull();
    expect(screen.getByTestId(ids.viewerNote)).toHaveTextContent('Editor role');
    expect(screen.queryByTestId(ids.drawer)).toBeNull();
  });
});

describe('trying a payload', () => {
  it('shows what a mapping makes of it, or what is wrong', async () => {
    const asked: unknown[] = [];
    server.use(
      on('previewSender', async ({ request }) => {
        asked.push(await request.json());
        return asked.length === 1
          ? answer('previewSender', { events: [], errors: [{ field: 'mapping.name', message: 'is missing' }] })
          : answer('previewSender', {
              errors: [],
              events: [
                {
                  fingerprint: 'f',
                  identity: ['a-1'],
                  name: 'Queue is stuck',
                  status: 'firing',
                  severity: 'critical',
                  service: 'crm',
                  summary: '',
                  description: '',
                  labels: { host: 'crm-1' },
                  annotations: {},
                  links: [],
                  startsAt: startedAt,
                  endsAt: null,
                },
              ],
            });
      })
    );
    const { user } = renderApp('senders?tab=try');
    fireEvent.change(await screen.findByTestId(ids.mapping), { target: { value: 'nome: x' } });
    fireEvent.change(screen.getByTestId(ids.tryPayload), { target: { value: '{}' } });
    await user.click(screen.getByRole('button', { name: 'Try it' }));
    expect(await screen.findByTestId(ids.tryErrors)).toHaveTextContent('mapping.name is missing');
    await user.click(screen.getByRole('button', { name: 'Try it' }));
    expect(await screen.findByTestId(ids.tryEvents)).toHaveTextContent('Queue is stuck');
    expect(screen.getByTestId(ids.tryEvents)).toHaveTextContent('Label hostcrm-1');
    expect(asked[0]).toEqual({ sender: null, mapping: 'nome: x', payload: '{}', headers: {} });
  });
});
