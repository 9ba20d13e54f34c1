import { Command } from 'commander';
import { inlineMore } from './ops/inlining.js';
import { version } from './ops/version.js';

/** Commands are imported when they are asked for, so that `--help` does not wait for ClickHouse and the like. */
const commands: Array<{ name: string; summary: string; load: () => Promise<Command> }> = [
  {
    name: 'backtest',
    summary: 'score the series of CSV files as the detectors would have',
    load: async () => (await import('./detection/backtest-command.js')).backtestCommand(),
  },
  {
    name: 'rootcause',
    summary: 'rank the root-cause candidates of a recorded incident',
    load: async () => (await import('./rootcause/rootcause-command.js')).rootcauseCommand(),
  },
  {
    name: 'templates',
    summary: 'find the template of each line of a log file',
    load: async () => (await import('./logs/templates-command.js')).templatesCommand(),
  },
  {
    name: 'replay',
    summary: 'send recorded alerts through the pipeline on a virtual clock',
    load: async () => (await import('./pipeline/replay-command.js')).replayCommand(),
  },
  {
    name: 'lab',
    summary: 'run the simulated shop against a companion',
    load: async () => (await import('./lab/lab-command.js')).labCommand(),
  },
  {
    name: 'check-config',
    summary: 'check a folder of Watchroom YAML files',
    load: async () => (await import('./config/check-config-command.js')).checkConfigCommand(),
  },
];

inlineMore();
const program = new Command('watchroom')
  .description('Watchroom: alert management and AIOps in Grafana')
  .version(version);
// The name stands first, or second after `help`.
const asked = process.argv.slice(2, 4);
for (const { name, summary, load } of commands) {
  program.addCommand(asked.includes(name) ? await load() : new Command(name).description(summary));
}

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
