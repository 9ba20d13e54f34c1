import { spawn } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './install.mjs';

const passthrough = (command, args, env, onLine) =>
  new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', onLine ? 'pipe' : 'inherit', 'inherit'],
      shell: false,
    });
    if (onLine) {
      let rest = '';
      child.stdout.setEncoding('utf8').on('data', (text) => {
        const lines = (rest + text).split('\n');
        rest = lines.pop() ?? '';
        lines.forEach(onLine);
      });
    }
    child.once('error', (error) => {
      console.error(`${command}: ${error.message}`);
      resolve(127);
    });
    child.once('exit', (code) => resolve(code ?? 1));
  });

/** Runs vitest projects; answers with counts and the full names of what was skipped. */
export const runVitest = async (projects, env = {}) => {
  const folder = join(root, '.cache/test');
  await mkdir(folder, { recursive: true });
  const output = join(folder, `${projects.join('-')}.json`);
  const args = ['vitest', 'run', ...projects.flatMap((name) => ['--project', name])];
  const code = await passthrough(
    'npx',
    [...args, '--reporter=default', '--reporter=json', `--outputFile.json=${output}`],
    env
  );
  const report = JSON.parse(await readFile(output, 'utf8').catch(() => '{"testResults":[]}'));
  const tests = report.testResults.flatMap((file) => file.assertionResults);
  const withState = (...states) => tests.filter((test) => states.includes(test.status));
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0
  ).length;
  const failed = withState('failed').length + brokenFiles;
  return {
    passed: withState('passed').length,
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: withState('pending', 'skipped', 'todo').map((test) => test.fullName),
  };
};

/** Runs the plugin backend's tests; answers like `runVitest`. */
export const runGoTests = async () => {
  const result = { passed: 0, failed: 0, skipped: [] };
  const code = await passthrough('go', ['test', '-json', './plugin/pkg/...'], {}, (line) => {
    const event = JSON.parse(line.startsWith('{') ? line : '{}');
    if (event.Action === 'output' && /^(---|\s+\S+_test\.go|FAIL|panic)/.test(event.Output)) {
      process.stdout.write(event.Output);
    }
    if (event.Test && event.Action === 'pass') {
      result.passed += 1;
    } else if (event.Test && event.Action === 'fail') {
      result.failed += 1;
    } else if (event.Test && event.Action === 'skip') {
      result.skipped.push(event.Test);
    }
  });
  return { ...result, failed: result.failed === 0 && code !== 0 ? 1 : result.failed };
};

/** Prints what was skipped, then the one line that counts. Sets the exit code. */
export const report = (results) => {
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  const skipped = results.flatMap((result) => result.skipped);
  if (skipped.length > 0) {
    console.log(`\nSkipped:\n${skipped.map((name) => `  ${name}`).join('\n')}`);
  }
  console.log(
    `\n${sum('passed')} passed, ${sum('failed')} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`
  );
  process.exitCode = sum('failed') > 0 || sum('passed') === 0 ? 1 : 0;
};
