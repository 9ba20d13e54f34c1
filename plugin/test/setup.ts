import '@testing-library/jest-dom/vitest';
import { cleanup, configure } from '@testing-library/react';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { connectBackendSrv, signIn } from './kit/grafana';
import { server } from './kit/server';

// Two cores are shared with other suites.
configure({ asyncUtilTimeout: 8000 });

beforeAll(() => {
  connectBackendSrv();
  server.listen({ onUnhandledRequest: 'error' });
});
beforeEach(() => signIn('Editor'));
afterEach(() => {
  cleanup();
  server.resetHandlers();
  document.body.replaceChildren();
});
afterAll(() => server.close());
