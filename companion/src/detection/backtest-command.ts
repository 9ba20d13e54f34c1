import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { parse } from 'yaml';
import { z } from 'zod';
import { bandOptions, type BandOptions } from '@watchroom/contract';
import { backtest } from './backtest.js';

const configFile = z.strictObject(bandOptions.shape);

/** The options in a YAML file (`sensitivity`, `direction`, `season`); the defaults where there is none. */
const readOptions = async (path: string | undefined): Promise<BandOptions> => {
  if (path === undefined) {
    return bandOptions.parse({});
  }
  let document: unknown;
  try {
    document = parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`, { cause: error });
  }
  const result = configFile.safeParse(document ?? {});
  if (!result.success) {
    const faults = result.error.issues.map(({ path: key, message }) => `${key.join('.') || 'file'}: ${message}`);
    throw new Error(`${path}: ${faults.join('; ')}`);
  }
  return result.data;
};

/** `watchroom backtest`: what detection would have said of recorded series. */
export const backtestCommand = (): Command =>
  new Command('backtest')
    .description('score recorded series as they would have been scored live')
    .requiredOption('--input <path>', 'CSV file with the columns timestamp and value, or a folder of them')
    .requiredOption('--output <dir>', 'folder to write to; the tree of the input is kept')
    .option('--config <file>', 'YAML with sensitivity, direction and season, instead of the defaults')
    .option('--json', 'print a summary as one JSON object on the last line')
    .action(async (options: { input: string; output: string; config?: string; json?: boolean }) => {
      const summary = await backtest(options.input, options.output, await readOptions(options.config));
      process.stdout.write(
        options.json
          ? `${JSON.stringify(summary)}\n`
          : `${summary.files} files, ${summary.points} points, ${summary.anomalies} anomalies in ${summary.seconds} s\n`
      );
    });
