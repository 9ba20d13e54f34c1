import { defineConfig } from 'vitest/config';

/** Component tests in jsdom. Grafana's packages are loaded as plugins get them from Grafana 10.1. */
export default defineConfig({
  root: import.meta.dirname,
  resolve: { conditions: ['source', 'module', 'browser', 'import', 'default'] },
  test: {
    name: 'plugin',
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}', 'test/**/*.test.ts'],
    // In this order: Grafana's packages look at the browser when they are loaded.
    setupFiles: ['test/browser.ts', 'test/setup.ts'],
    pool: 'forks',
    isolate: false,
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
