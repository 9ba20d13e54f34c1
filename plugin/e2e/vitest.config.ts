import { defineConfig } from 'vitest/config';

/** Browser tests: the built plugin in Chromium, on the host page of both worlds, and on a real Grafana where GRAFANA_URL is set. */
export default defineConfig({
  root: import.meta.dirname,
  resolve: { conditions: ['source', 'module', 'node', 'import', 'default'] },
  ssr: { resolve: { conditions: ['source', 'module', 'node', 'import', 'default'] } },
  test: {
    name: 'browser',
    environment: 'node',
    include: ['**/*.browser.test.ts'],
    globalSetup: ['stack/global-setup.ts'],
    pool: 'forks',
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
