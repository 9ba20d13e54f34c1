import type { SourceSettings } from '../../src/config/settings.js';

/** Settings of a source, with what a test does not mind. */
export const sourceSettings = (
  given: Partial<SourceSettings> & Pick<SourceSettings, 'type' | 'url'>
): SourceSettings => ({
  name: 'under test',
  database: null,
  username: null,
  password: null,
  token: null,
  ca: null,
  timeoutMs: 5000,
  delayMs: 0,
  ...given,
});
