import { defineConfig } from 'vitest/config';

/** One runner for all TypeScript. `services` needs real servers and recorded data (scripts/test-services.mjs), `browser` needs Chromium. */
export default defineConfig({
  test: {
    // Vitest leaves one core to a watcher; nobody watches here.
    maxWorkers: '100%',
    projects: [
      {
        resolve: { conditions: ['source'] },
        // Node is started with these; `import` or `module` among them would hand ES modules to CommonJS packages.
        ssr: { resolve: { conditions: ['source'] } },
        test: {
          name: 'node',
          environment: 'node',
          include: [
            'contract/src/**/*.test.ts',
            'companion/src/**/*.test.ts',
            'companion/test/**/*.test.ts',
            'scripts/**/*.test.ts',
          ],
          exclude: ['**/*.services.test.ts', '**/*.data.test.ts', '**/node_modules/**'],
          pool: 'forks',
          isolate: false,
          // Two cores are shared with other suites.
          testTimeout: 20_000,
        },
      },
      {
        resolve: { conditions: ['source'] },
        // Node is started with these; `import` or `module` among them would hand ES modules to CommonJS packages.
        ssr: { resolve: { conditions: ['source'] } },
        test: {
          name: 'services',
          environment: 'node',
          include: ['companion/**/*.{services,data}.test.ts', 'plugin/e2e/**/*.services.test.ts'],
          exclude: ['**/node_modules/**'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      'plugin/{,e2e/}vitest.config.ts',
      'plugin/e2e/vitest.journeys.config.ts',
    ],
  },
});
