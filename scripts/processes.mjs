import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { root } from './install.mjs';

/**
 * Starts a program that runs until it is stopped. `log` gets its output line by line.
 * `ended` resolves with a sentence when it stops by itself or is stopped.
 *
 * @param {string} name
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: Record<string, string>, log?: (line: string) => unknown }} [options]
 */
export const startProcess = (name, command, args, { env = {}, log = () => {} } = {}) => {
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: false,
  });
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream.setEncoding('utf8').on('data', (text) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      lines.forEach((line) => log(line));
    });
  }
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve(`${name} does not start: ${error.message}`));
    child.once('exit', (code, signal) => resolve(`${name} ended with ${signal ?? code}`));
  });
  return {
    pid: child.pid,
    ended,
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM');
        const force = setTimeout(() => child.kill('SIGKILL'), 12_000);
        await ended;
        clearTimeout(force);
      }
    },
  };
};

/**
 * Asks an address until it answers as wanted; fails after `seconds`, or when `ended` resolves.
 *
 * @param {string} url
 * @param {{ seconds: number, ended?: Promise<string>, wanted?: (status: number) => boolean, headers?: Record<string, string> }} options
 */
export const waitForHttp = async (url, { seconds, ended, wanted = (status) => status === 200, headers = {} }) => {
  let stopped = null;
  void ended?.then((reason) => {
    stopped = reason;
  });
  const deadline = Date.now() + seconds * 1000;
  while (Date.now() < deadline) {
    if (stopped) {
      throw new Error(stopped);
    }
    const status = await fetch(url, { headers, signal: AbortSignal.timeout(2000) }).then(
      (answer) => answer.status,
      () => 0
    );
    if (wanted(status)) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`${url} did not answer within ${seconds} s`);
};

/** A path inside the repository. */
export const inRoot = (path) => join(root, path);

/**
 * A port of the loopback that nothing listens on now.
 *
 * @returns {Promise<number>}
 */
export const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
