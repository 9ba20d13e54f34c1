import { Command } from 'commander';
import { readConfigDir, type ConfigDir } from './config-dir.js';
import { formatProblem, InvalidConfig, type ConfigProblem } from './config-error.js';

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;

/** What suppresses alerts; empty where there is none. */
const suppressions = ({ suppression }: ConfigDir): string =>
  [
    { list: suppression.silences, what: 'silence' },
    { list: suppression.maintenanceWindows, what: 'maintenance window' },
    { list: suppression.inhibitionRules, what: 'inhibition rule' },
  ]
    .flatMap(({ list, what }) => (list.length > 0 ? [count(list.length, what)] : []))
    .join(', ');

const check = async (dir: string): Promise<{ config: ConfigDir | null; problems: ConfigProblem[] }> => {
  try {
    return { config: await readConfigDir(dir), problems: [] };
  } catch (error) {
    if (error instanceof InvalidConfig) {
      return { config: null, problems: error.problems };
    }
    throw error;
  }
};

/** `watchroom check-config DIR`: every fault as `file:line: key: message` and exit code 1, or what there is. */
export const checkConfigCommand = (): Command =>
  new Command('check-config')
    .description('check a folder of Watchroom YAML files')
    .argument('<DIR>', 'folder, as WATCHROOM_CONFIG names it')
    .option('--json', 'print one JSON object as the last line')
    .action(async (dir: string, { json }: { json?: boolean }) => {
      const { config, problems } = await check(dir);
      for (const problem of problems) {
        process.stderr.write(`${formatProblem(problem)}\n`);
      }
      if (config && suppressions(config) !== '') {
        process.stdout.write(`${suppressions(config)}\n`);
      }
      if (config) {
        process.stdout.write(
          `${[count(config.files.length, 'file'), count(config.sources.length, 'source'), count(config.calendars.length, 'calendar'), count(config.detectors.length, 'detector'), count(config.correlation.length, 'correlation rule'), count(config.senders.length, 'sender'), count(config.enrichment.length, 'enrichment rule'), count(config.views.length, 'view')].join(', ')}: all right\n`
        );
      } else {
        process.stderr.write(`${count(problems.length, 'fault')}\n`);
        process.exitCode = 1;
      }
      if (json) {
        const summary = {
          ok: problems.length === 0,
          silences: config?.suppression.silences.map(({ id }) => id.replace(/^file:/, '')) ?? [],
          maintenanceWindows: config?.suppression.maintenanceWindows.map(({ name }) => name) ?? [],
          inhibitionRules: config?.suppression.inhibitionRules.map(({ name }) => name) ?? [],
          files: config?.files ?? [],
          sources: config?.sources.map(({ config: { name } }) => name) ?? [],
          calendars: config?.calendars.map(({ name }) => name) ?? [],
          detectors: config?.detectors.map(({ name }) => name) ?? [],
          correlation: config?.correlation.map(({ name }) => name) ?? [],
          senders: config?.senders.map(({ config: sender }) => ('name' in sender ? sender.name : sender.type)) ?? [],
          enrichment: config?.enrichment.map(({ name }) => name) ?? [],
          views: config?.views.map(({ name }) => name) ?? [],
          problems,
        };
        process.stdout.write(`${JSON.stringify(summary)}\n`);
      }
    });
