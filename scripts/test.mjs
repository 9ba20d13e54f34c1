// npm test [-- --no-browser]: every test that needs no outside server: companion and contract, plugin components, the host page in Chromium
// on both worlds, and the Go backend.
import { buildParts } from './build-parts.mjs';
import { findChromium } from './chromium.mjs';
import { installPackages } from './install.mjs';
import { report, runGoTests, runVitest } from './test-results.mjs';

const chromium = process.argv.includes('--no-browser') ? null : findChromium();
// Go compiles while packages arrive.
const backend = runGoTests();
await installPackages({ host: chromium !== null });
await Promise.all([buildParts(['contract', 'companion']), buildParts(['plugin'])]);

const inBrowser = async () => {
  await buildParts(['host']);
  return [await runVitest(['browser'])];
};
const others = async () => [await runVitest(['node', 'plugin']), await backend];

// The browser mostly waits for pages, so its tests run beside the others.
const results = (await Promise.all([others(), ...(chromium ? [inBrowser()] : [])])).flat();
if (!chromium) {
  results.push({
    passed: 0,
    failed: 0,
    skipped: ['browser tests: no Chromium (install it, or set CHROMIUM to its path)'],
  });
}
report(results);
