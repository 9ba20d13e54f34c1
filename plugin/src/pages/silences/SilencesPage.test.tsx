import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Silence } from '@watchroom/contract';
import { anAlert } from '../../../test/kit/fixtures';
import { signIn } from '../../../test/kit/grafana';
import { renderApp } from '../../../test/kit/renderApp';
import { answer, on, page, refuseFields, server, tellLive, liveReaders } from '../../../test/kit/server';
import { aRule, aSilence, aWindow } from '../../../test/kit/suppression';
import { testIds } from '../../testIds';
import { matchersFor } from './silencesUrl';

const ids = testIds.silences;
let silences: Silence[] = [];
let sent: unknown[] = [];
let previewed: unknown[] = [];

const rows = async () => (await screen.findAllByTestId(ids.row)).map((row) => row.dataset['id']);

beforeEach(() => {
  sent = [];
  previewed = [];
  silences = [
    aSilence('deploy'),
    aSilence('later', { state: 'pending', hits: 0, mode: 'monitor' }),
    aSilence('from file', { origin: 'file' }),
    aSilence('over', { state: 'expired', hits: 0, endedBecause: 'Ended by ann' }),
  ];
  server.use(
    on('listSilences', () => answer('listSilences', { items: silences })),
    on('listMaintenanceWindows', () => answer('listMaintenanceWindows', { items: [aWindow('Sunday reboots')] })),
    on('listInhibitionRules', () =>
      answer('listInhibitionRules', { items: [aRule('Host down'), aRule('Of a file', { origin: 'file' })] })
    ),
    on('previewSuppression', async ({ request }) => {
      previewed.push(await request.json());
      return answer('previewSuppression', {
        total: 12,
        severities: { critical: 2, warning: 10 },
        alerts: [anAlert('a', { name: 'Disk full' })],
        sources: 1,
        next: [],
      });
    }),
    on('createSilence', async ({ request }) => {
      sent.push(await request.json());
      return answer('createSilence', aSilence('new'));
    })
  );
});

describe('silences', () => {
  it('are listed by state, with what they hit', async () => {
    const { user, address } = renderApp('silences');
    expect(await rows()).toEqual(['deploy', 'later', 'from file']);
    const [deploy, later, ofFile] = screen.getAllByTestId(ids.row);
    expect(deploy).toHaveTextContent('{service="cart"}');
    expect(deploy).toHaveTextContent('3');
    expect(later).toHaveTextContent('monitor only');
    expect(ofFile).toHaveTextContent('provisioned');
    expect(within(ofFile as HTMLElement).queryByText('End')).not.toBeInTheDocument();
    await user.click(screen.getByLabelText('expired'));
    expect(await rows()).toEqual(['over']);
    expect(screen.getByTestId(ids.list)).toHaveTextContent('Ended by ann');
    expect(address()).toBe('/a/watchroom-aiops-app/silences?state=expired');
  });

  it('are made with a live preview of what they hit', async () => {
    const { user, address } = renderApp('silences');
    await user.click(await screen.findByTestId(ids.create));
    const form = await screen.findByTestId(ids.form);
    fireEvent.change(within(form).getByTestId(ids.selector), { target: { value: '{service="cart"}' } });
    expect(await within(form).findByTestId(ids.preview)).toHaveTextContent(
      'Hits 12 alerts now: 2 critical, 10 warning'
    );
    expect(previewed).toEqual([{ kind: 'matchers', matchers: [{ label: 'service', op: '=', value: 'cart' }] }]);
    await user.click(within(form).getByTestId(ids.save));
    expect(form).toHaveTextContent('Must not be empty');
    expect(sent).toEqual([]);
    fireEvent.change(within(form).getByTestId(ids.comment), { target: { value: 'a deploy' } });
    await user.click(within(form).getByTestId(ids.save));
    await waitFor(() => expect(screen.queryByTestId(ids.form)).not.toBeInTheDocument());
    expect(sent).toMatchObject([
      {
        matchers: [{ label: 'service', op: '=', value: 'cart' }],
        comment: 'a deploy',
        endsOnResolve: false,
        mode: 'enforce',
      },
    ]);
    expect(address()).toBe('/a/watchroom-aiops-app/silences');
  });

  it('begin with what a link says, and show what the companion refuses at its field', async () => {
    server.use(
      on('createSilence', () =>
        refuseFields('Invalid silence', [{ field: 'matchers[0].value', message: 'repeats a group' }])
      )
    );
    const { user } = renderApp('silences?form=new&match=%7Bteam%3D~%22(a%2B)%2B%22%7D');
    const form = await screen.findByTestId(ids.form);
    expect(within(form).getByTestId(ids.selector)).toHaveValue('{team=~"(a+)+"}');
    fireEvent.change(within(form).getByTestId(ids.comment), { target: { value: 'x' } });
    await user.click(within(form).getByTestId(ids.save));
    expect(await within(form).findByText('repeats a group')).toBeInTheDocument();
  });

  it('end once somebody has said yes', async () => {
    let ended = '';
    server.use(
      on('expireSilence', ({ params }) => {
        ended = String(params['id']);
        silences = silences.filter(({ id }) => id !== ended);
        return answer('expireSilence', aSilence(ended, { state: 'expired' }));
      })
    );
    const { user } = renderApp('silences');
    await user.click(await screen.findByLabelText('End Silence deploy'));
    await user.click(within(await screen.findByRole('dialog')).getByText('End'));
    await waitFor(async () => expect(await rows()).toEqual(['later', 'from file']));
    expect(ended).toBe('deploy');
  });

  it('can be looked at by a Viewer', async () => {
    signIn('Viewer');
    const { user } = renderApp('silences');
    expect(await rows()).toHaveLength(3);
    expect(screen.getByTestId(ids.viewerNote)).toHaveTextContent('take the Editor role');
    expect(screen.queryByTestId(ids.create)).not.toBeInTheDocument();
    await user.click(screen.getByLabelText('Look at Silence deploy'));
    expect(await screen.findByTestId(ids.form)).toBeInTheDocument();
  });

  it('are fetched again when others change them; a notice is shown', async () => {
    renderApp('silences');
    await rows();
    await waitFor(() => expect(liveReaders()).toBe(1));
    silences = [aSilence('fresh')];
    tellLive({ type: 'suppression', notice: 'Silence "deploy" ends soon' });
    await waitFor(async () => expect(await rows()).toEqual(['fresh']));
    expect(await screen.findByTestId(ids.notice)).toHaveTextContent('Silence "deploy" ends soon');
  });
});

it('maintenance windows and inhibition rules have tabs of their own', async () => {
  const { user, address } = renderApp('silences');
  await rows();
  await user.click(screen.getByText('Maintenance windows'));
  expect(await rows()).toEqual(['Sunday reboots']);
  expect(screen.getByTestId(ids.list)).toHaveTextContent('FREQ=WEEKLY;BYDAY=SU');
  await user.click(screen.getByText('Inhibition rules'));
  await waitFor(async () => expect(await rows()).toEqual(['Host down', 'Of a file']));
  expect(screen.getByTestId(ids.list)).toHaveTextContent('1 source, 4 held');
  expect(address()).toContain('tab=rules');
  await user.click(screen.getByLabelText('Edit Host down'));
  const form = await screen.findByTestId(ids.form);
  expect(within(form).getByTestId(ids.name)).toHaveValue('Host down');
  expect(await within(form).findByTestId(ids.preview)).toHaveTextContent('1 firing alert is its source');
});

describe('an alert', () => {
  beforeEach(() => {
    server.use(
      on('listAlerts', () => answer('listAlerts', page([anAlert('a', { name: 'Disk full' })]))),
      on('getAlert', () => answer('getAlert', anAlert('a', { name: 'Disk full' })))
    );
  });

  it('is silenced in two clicks', async () => {
    const { user } = renderApp('inbox?alert=a');
    await user.click(await screen.findByText('Silence'));
    await user.click(await screen.findByText('Until it resolves'));
    await waitFor(() =>
      expect(sent).toMatchObject([
        {
          matchers: [
            { label: 'alertname', op: '=', value: 'Disk full' },
            { label: 'service', op: '=', value: 'cart' },
          ],
          comment: 'Disk full on cart',
          endsOnResolve: true,
        },
      ])
    );
  });

  it('says why somebody heard of it or not', async () => {
    server.use(
      on('alertWhy', () =>
        answer('alertWhy', {
          summary: 'Never sent. It is held now by silence deploy.',
          decisions: [
            {
              at: 1,
              kind: 'suppressed',
              actor: null,
              text: 'Suppressed by silence deploy until 2026-11-23T04:00:00.000Z',
            },
          ],
          earlier: 0,
          ifNow: {
            send: false,
            reason: 'suppressed',
            text: 'Not sent: suppressed by silence deploy',
            suppressedBy: [],
            monitoredBy: [{ kind: 'maintenance', id: 'x', name: 'Sunday' }],
          },
        })
      )
    );
    const { user } = renderApp('inbox?alert=a');
    await user.click(await screen.findByText('Why?'));
    const why = await screen.findByTestId(testIds.alert.why);
    expect(why).toHaveTextContent('It is held now by silence deploy.');
    expect(why).not.toHaveTextContent('2026-11-23T04');
    expect(screen.getByTestId(testIds.alert.ifNow)).toHaveTextContent(
      'maintenance Sunday would hold it, but only monitors'
    );
  });
});

it('a silence for several alerts matches what they have in common, without severity', () => {
  const alert = (labels: Record<string, string>, name = 'Slow') => anAlert('x', { name, labels });
  expect(
    matchersFor([
      alert({ service: 'cart', severity: 'warning', host: 'a' }),
      alert({ service: 'cart', severity: 'warning', host: 'b' }),
    ])
  ).toEqual([
    { label: 'alertname', op: '=', value: 'Slow' },
    { label: 'service', op: '=', value: 'cart' },
  ]);
  expect(matchersFor([alert({ a: '1' }), alert({ b: '1' }, 'Other')])).toEqual([]);
});
