// npm run typecheck: each workspace against its own settings; all faults are shown before it ends.
import { installPackages, run } from './install.mjs';

await installPackages();
let failed = false;
for (const project of ['contract', 'companion', 'plugin', 'plugin/host', 'plugin/e2e', 'bench']) {
  await run('npx', ['tsc', '--noEmit', '-p', `${project}/tsconfig.json`]).catch((error) => {
    console.error(error.message);
    failed = true;
  });
}
process.exit(failed ? 1 : 0);
