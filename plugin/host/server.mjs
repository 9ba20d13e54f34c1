// The host page's server: stands where Grafana's would, outside Grafana. It serves the built plugin and hands its API calls on to the
// companion, signed as the plugin's Go backend signs them.
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { SignJWT } from 'jose';

const here = fileURLToPath(new URL('.', import.meta.url));
const dist = join(here, '../dist');
const dashboards = join(here, '../src/dashboards');
const appId = 'watchroom-aiops-app';
const resources = `/api/plugins/${appId}/resources`;

const types = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.map': 'application/json',
};

/** `role` and `theme` come from the query once and stay in a cookie. */
const preferences = (request) => {
  const query = new URL(request.url, 'http://host').searchParams;
  const cookies = Object.fromEntries((request.headers.cookie ?? '').split(/;\s*/).map((part) => part.split('=')));
  const role = query.get('role') ?? cookies.watchroom_role ?? 'Admin';
  const theme = query.get('theme') ?? cookies.watchroom_theme ?? 'dark';
  return {
    role: ['Viewer', 'Editor', 'Admin'].includes(role) ? role : 'Viewer',
    theme: theme === 'light' ? 'light' : 'dark',
  };
};

const page = ({ role, theme }, version) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Watchroom</title>
    <link rel="icon" href="/public/plugins/${appId}/img/logo.svg" />
    <link rel="stylesheet" href="/host/host.css?v=${version}" />
    <script>
      window.__grafana_public_path__ = '/public/';
      window.grafanaBootData = ${JSON.stringify({
        user: {
          id: 1,
          login: 'you',
          name: 'You',
          orgId: 1,
          orgRole: role,
          isSignedIn: true,
          theme,
          lightTheme: theme === 'light',
          timezone: 'browser',
          locale: 'en-US',
          weekStart: 'monday',
        },
        settings: {
          buildInfo: { version: 'host', commit: '', env: 'production' },
          featureToggles: {},
          datasources: {},
          panels: {},
          apps: {},
          bootData: {},
        },
        navTree: [],
      })};
    </script>
  </head>
  <body>
    <div id="root"></div>
    <script src="/host/host.js?v=${version}"></script>
  </body>
</html>`;

const sendFile = async (response, base, path, cacheControl = 'no-cache') => {
  const file = normalize(join(base, path));
  const entry = file.startsWith(base) ? await stat(file).catch(() => null) : null;
  if (!entry?.isFile()) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, {
    'Content-Type': types[extname(file)] ?? 'application/octet-stream',
    'Content-Length': entry.size,
    'Cache-Control': cacheControl,
  });
  // A build that runs meanwhile may take the file away.
  createReadStream(file)
    .on('error', () => response.destroy())
    .pipe(response);
};

const sendJson = (response, status, body) => {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
};

const findDashboard = async (uid) => {
  for (const name of await readdir(dashboards)) {
    const dashboard = JSON.parse(await readFile(join(dashboards, name), 'utf8'));
    if (dashboard.uid === uid) {
      return dashboard;
    }
  }
  return null;
};

/**
 * Starts the host page. `world` is grafana-10 or grafana-13; `port` 0 lets the system choose.
 * Answers with its address and how to close it.
 */
export const startHost = async ({ world, companionUrl, pluginSecret, port = 0 }) => {
  const version = (await stat(join(here, world, 'public/host.js'))).mtimeMs.toString(36);
  const secret = new TextEncoder().encode(pluginSecret);
  const token = (role) =>
    new SignJWT({ name: 'You', org: '1', role })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject('you')
      .setAudience('watchroom')
      .setIssuedAt()
      .setExpirationTime('1m')
      .sign(secret);

  const forward = async (request, response, path, role) => {
    const abort = new AbortController();
    response.once('close', () => abort.abort());
    const hasBody = request.method !== 'GET' && request.method !== 'HEAD';
    const answer = await fetch(`${companionUrl}${path}`, {
      method: request.method,
      headers: {
        Authorization: `Bearer ${await token(role)}`,
        Accept: request.headers.accept ?? '*/*',
        ...(hasBody && { 'Content-Type': request.headers['content-type'] ?? 'application/json' }),
      },
      ...(hasBody && { body: Readable.toWeb(request), duplex: 'half' }),
      signal: abort.signal,
    });
    response.writeHead(answer.status, { 'Content-Type': answer.headers.get('content-type') ?? 'text/plain' });
    response.flushHeaders();
    if (answer.body) {
      Readable.fromWeb(answer.body)
        .on('error', () => response.end())
        .pipe(response);
    } else {
      response.end();
    }
  };

  const health = async (response, role) => {
    const steps = [];
    const answer = await fetch(`${companionUrl}/api/v1/status`, {
      headers: { Authorization: `Bearer ${await token(role)}` },
    }).catch(() => null);
    steps.push(
      answer
        ? { name: 'Connection', status: 'ok', detail: `GET ${companionUrl}/api/v1/status answered ${answer.status}` }
        : {
            name: 'Connection',
            status: 'failing',
            detail: `Nothing answers at ${companionUrl}`,
            remedy: 'Start the companion.',
          }
    );
    const ok = answer?.status === 200;
    sendJson(response, ok ? 200 : 503, {
      status: ok ? 'OK' : 'ERROR',
      message: steps.at(-1).detail,
      details: { steps },
    });
  };

  const settings = async () => ({
    ...JSON.parse(await readFile(join(dist, 'plugin.json'), 'utf8')),
    enabled: true,
    pinned: true,
    jsonData: { companionUrl },
    secureJsonFields: { pluginSecret: true },
    module: `plugins/${appId}/module`,
    baseUrl: `public/plugins/${appId}`,
  });

  const answer = async (request, response) => {
    const { pathname, search } = new URL(request.url, 'http://host');
    const chosen = preferences(request);
    const dashboard = /^\/api\/dashboards\/uid\/([\w-]+)$/.exec(pathname);
    if (pathname.startsWith(`${resources}/`)) {
      await forward(request, response, pathname.slice(resources.length) + search, chosen.role);
    } else if (pathname === `/api/plugins/${appId}/health`) {
      await health(response, chosen.role);
    } else if (pathname === `/api/plugins/${appId}/settings`) {
      sendJson(response, 200, request.method === 'GET' ? await settings() : { message: 'Plugin settings updated' });
    } else if (dashboard) {
      const found = await findDashboard(dashboard[1]);
      sendJson(response, found ? 200 : 404, found ? { dashboard: found } : { message: 'Not found' });
    } else if (pathname.startsWith(`/public/plugins/${appId}/`)) {
      await sendFile(response, dist, pathname.slice(`/public/plugins/${appId}/`.length));
    } else if (pathname.startsWith('/host/')) {
      await sendFile(
        response,
        join(here, world, 'public'),
        pathname.slice('/host/'.length),
        'max-age=31536000, immutable'
      );
    } else if (/^\/public\/(build\/)?img\//.test(pathname)) {
      await sendFile(response, join(here, world, 'public/img'), pathname.replace(/^\/public\/(build\/)?img\//, ''));
    } else if (pathname === '/') {
      response.writeHead(302, { Location: `/a/${appId}/inbox${search}` }).end();
    } else if (pathname.startsWith('/a/') || pathname.startsWith('/d/')) {
      const keep = (name, value) => `${name}=${value}; Path=/; SameSite=Strict`;
      response
        .writeHead(200, {
          'Content-Type': 'text/html',
          'Set-Cookie': [keep('watchroom_role', chosen.role), keep('watchroom_theme', chosen.theme)],
        })
        .end(page(chosen, version));
    } else {
      sendJson(response, 404, { message: 'Not found' });
    }
  };

  const server = createServer((request, response) => {
    answer(request, response).catch(() => {
      if (response.headersSent) {
        response.end();
      } else {
        sendJson(response, 502, {
          title: 'The companion does not answer',
          status: 502,
          type: 'about:blank',
          detail: `Is it running at ${companionUrl}?`,
        });
      }
    });
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
};
