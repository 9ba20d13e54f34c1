// npm run build [-- PART ...]: everything, or the named parts (contract, companion, plugin, backend, host).
import { buildParts } from './build-parts.mjs';
import { installPackages } from './install.mjs';

const asked = process.argv.slice(2);
const names = asked.length > 0 ? asked : ['contract', 'companion', 'plugin', 'backend', 'host'];
try {
  await installPackages({ host: names.includes('host') });
  await buildParts(names);
} catch (error) {
  console.error(`The build failed: ${error.message}`);
  process.exit(1);
}
