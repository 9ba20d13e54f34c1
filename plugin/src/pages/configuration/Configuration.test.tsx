import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';
import { aStatus } from '../../../test/kit/fixtures';
import { signIn } from '../../../test/kit/grafana';
import { renderApp } from '../../../test/kit/renderApp';
import { answer, on, refuse, server } from '../../../test/kit/server';
import { healthPath, settingsPath } from '../../pluginId';
import { testIds } from '../../testIds';

const ids = testIds.configuration;
const settingsUrl = `${location.origin}${settingsPath}`;
const healthUrl = `${location.origin}${healthPath}`;
let saved: unknown[] = [];

const step = (name: string, status: string, detail: string, remedy?: string) => ({ name, status, detail, remedy });

beforeEach(() => {
  saved = [];
  signIn('Admin');
  server.use(
    http.get(settingsUrl, () =>
      HttpResponse.json({
        enabled: true,
        pinned: true,
        jsonData: { companionUrl: 'http://127.0.0.1:8787', kept: 'as it is' },
        secureJsonFields: { pluginSecret: true },
      })
    ),
    http.post(settingsUrl, async ({ request }) => {
      saved.push(await request.json());
      return HttpResponse.json({ message: 'Plugin settings updated' });
    }),
    http.get(healthUrl, () =>
      HttpResponse.json({
        status: 'OK',
        message: 'fine',
        details: {
          steps: [step('Settings', 'ok', 'URL and secret are set'), step('Connection', 'ok', 'answered 200')],
        },
      })
    ),
    on('status', () => answer('status', aStatus()))
  );
});

describe('settings', () => {
  it('shows what is stored, but no secret, and saves only what changed of them', async () => {
    const { user } = renderApp('configuration');
    const url = await screen.findByTestId(ids.url);
    expect(url).toHaveValue('http://127.0.0.1:8787');
    expect(screen.getByLabelText(/Shared secret/)).toBeDisabled();
    await user.clear(url);
    await user.type(url, ' https://companion.example:8787/ ');
    await user.click(screen.getByTestId(ids.save));
    expect(await screen.findByTestId(ids.saved)).toBeInTheDocument();
    expect(saved).toEqual([
      {
        enabled: true,
        pinned: true,
        jsonData: { companionUrl: 'https://companion.example:8787', kept: 'as it is', tlsSkipVerify: false },
        secureJsonData: { tlsCACert: '' },
      },
    ]);
  });

  it('names what is wrong and saves nothing', async () => {
    const { user } = renderApp('configuration');
    const url = await screen.findByTestId(ids.url);
    await user.clear(url);
    await user.type(url, 'companion:8787');
    await user.click(screen.getByTestId(ids.save));
    expect(await screen.findByText(/must begin with http/)).toBeInTheDocument();
    expect(saved).toEqual([]);
  });

  it('says why it could not be saved and keeps what was typed', async () => {
    server.use(http.post(settingsUrl, () => HttpResponse.json({ message: 'database is locked' }, { status: 500 })));
    const { user } = renderApp('configuration');
    await user.type(await screen.findByTestId(ids.url), '/base');
    await user.click(screen.getByTestId(ids.save));
    expect(await screen.findByText('database is locked')).toBeInTheDocument();
    expect(screen.getByTestId(ids.url)).toHaveValue('http://127.0.0.1:8787/base');
  });

  it('are for admins', async () => {
    signIn('Editor');
    renderApp('configuration');
    expect(await screen.findByText('Settings are for admins')).toBeInTheDocument();
    expect(screen.queryByTestId(ids.form)).not.toBeInTheDocument();
  });
});

describe('the connection doctor', () => {
  const steps = async (count: number) => {
    await waitFor(() => expect(screen.getAllByTestId(ids.step)).toHaveLength(count));
    return screen.getAllByTestId(ids.step);
  };

  it('shows each step when all is well', async () => {
    renderApp('configuration');
    const shown = await steps(5);
    expect(shown.map((element) => element.dataset.status)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
    const doctor = within(screen.getByTestId(ids.doctor));
    expect(doctor.getByText('The companion knows you as erika with the role Admin')).toBeInTheDocument();
    expect(doctor.getByText('libsql answers')).toBeInTheDocument();
    expect(doctor.getByText('120')).toBeInTheDocument();
  });

  it('says what was tried, what answered and what to do', async () => {
    server.use(
      http.get(healthUrl, () =>
        HttpResponse.json(
          {
            status: 'ERROR',
            message: 'refused',
            details: {
              steps: [
                step('Settings', 'ok', 'URL and secret are set'),
                step(
                  'Connection',
                  'failing',
                  'Nothing answers at http://x: connection refused',
                  'Start the companion.'
                ),
              ],
            },
          },
          { status: 400 }
        )
      ),
      on('status', () => refuse(502, 'Nothing answers at http://x: connection refused', 'Start the companion.'))
    );
    renderApp('configuration');
    const shown = await steps(4);
    expect(shown[2]).toHaveTextContent('connection refused');
    expect(shown[2]).toHaveTextContent('What to do: Start the companion.');
    expect(shown[3]?.dataset.status).toBe('failing');
  });

  it('tells where Grafana has no backend of the plugin', async () => {
    server.use(http.get(healthUrl, () => HttpResponse.json({ message: 'Plugin not found' }, { status: 404 })));
    renderApp('configuration');
    const [first] = await steps(3);
    expect(first).toHaveTextContent('Plugin not found');
    expect(first).toHaveTextContent('gpx_watchroom');
  });

  it('names a store that fails', async () => {
    server.use(
      on('status', () =>
        answer(
          'status',
          aStatus({
            status: 'failing',
            checks: [{ name: 'alert store', status: 'failing', detail: 'refused', remedy: 'Start Elasticsearch' }],
          })
        )
      )
    );
    renderApp('configuration');
    const shown = await steps(5);
    expect(shown[4]).toHaveTextContent('What to do: Start Elasticsearch');
  });
});
