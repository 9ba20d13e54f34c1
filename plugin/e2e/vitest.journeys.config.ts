import { defineConfig } from 'vitest/config';
import browser from './vitest.config';

/** Browser tests that click a long way through: minutes, so they run with the real servers. */
export default defineConfig({
  ...browser,
  test: { ...browser.test, name: 'journeys', include: ['**/*.journey.test.ts'] },
});
