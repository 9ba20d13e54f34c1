import { Command } from 'commander';
import { createApp } from './app.js';
import { InvalidConfig } from './config/config-error.js';
import { loadSettings, type SettingsOverrides } from './config/load.js';
import type { Settings } from './config/settings.js';
import { AddressUnusable } from './http/front.js';
import { inlineMore } from './ops/inlining.js';
import { createLogger } from './ops/logger.js';
import { version } from './ops/version.js';

/** `EX_CONFIG` of sysexits: what is configured is wrong, so starting again won't help. */
const exitConfig = 78;

const fail = (message: string, code: number): never => {
  process.stderr.write(`${message}\n`);
  process.exit(code);
};

const readArguments = (argv: string[]): { overrides: SettingsOverrides; config?: string } => {
  const command = new Command('watchroom-companion')
    .description('The Watchroom companion. Everything can be set by WATCHROOM_* variables as well.')
    .version(version)
    .option('--host <HOST>', 'address to listen on')
    .option('--port <PORT>', 'port to listen on')
    .option('--data <DIR>', 'folder of the embedded stores and the token')
    .option('--config <DIR>', 'folder of YAML files: detectors, correlation rules')
    .option('--lab <SCENARIO>', 'run the simulated shop')
    .option('--no-lab', 'run no simulated shop')
    .option('--no-collect-host', "leave out this machine's own metrics")
    .option('--log-level <LEVEL>', 'fatal, error, warn, info, debug, trace or silent')
    .parse(argv);
  const given = command.opts<Omit<SettingsOverrides, 'lab'> & { lab?: string | boolean; config?: string }>();
  const { config, lab, collectHost, ...rest } = given;
  return {
    overrides: {
      ...rest,
      // Without a flag commander says true; only the flags themselves count.
      ...(lab !== true && lab !== undefined && { lab }),
      ...(collectHost === false && { collectHost }),
    },
    ...(config !== undefined && { config }),
  };
};

const load = async (argv: string[]): Promise<Settings> => {
  const { overrides, config } = readArguments(argv);
  try {
    return await loadSettings({ env: process.env, overrides, configDir: config });
  } catch (error) {
    if (error instanceof InvalidConfig) {
      const { length } = error.problems;
      return fail(
        `The configuration has ${length === 1 ? 'a fault' : `${length} faults`}:\n${error.message}`,
        exitConfig
      );
    }
    throw error;
  }
};

inlineMore();
const settings = await load(process.argv);
const logger = createLogger(settings.logLevel);
// From sources there is nothing built that threads could run.
const app = await createApp(settings, { logger, threads: import.meta.url.endsWith('.js') });

let stopping = false;
const stop = async (reason: string, code: number): Promise<void> => {
  if (stopping) {
    // Asked twice: whoever asks does not want to wait.
    process.exit(1);
  }
  stopping = true;
  logger.info({ reason }, 'stopping');
  await app.stop();
  logger.flush();
  process.exit(code);
};
process.on('SIGTERM', () => void stop('SIGTERM', 0));
process.on('SIGINT', () => void stop('SIGINT', 0));
for (const kind of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(kind, (error: unknown) => {
    logger.fatal({ err: error, kind }, 'a fault that nothing caught');
    if (!stopping) {
      void stop(kind, 1);
    }
  });
}

try {
  await app.start();
  const token =
    process.env.WATCHROOM_TOKEN || process.env.WATCHROOM_TOKEN_FILE
      ? ''
      : ` (admin token in ${settings.dataDir}/token)`;
  process.stdout.write(`Watchroom ${version} at ${app.url}${token}\n`);
} catch (error) {
  await app.stop();
  fail(error instanceof AddressUnusable || error instanceof Error ? error.message : String(error), 1);
}
