import { Command } from 'commander';
import { mineFile } from './mine-file.js';

/** `watchroom templates`: the template of each line of a log file. */
export const templatesCommand = (): Command =>
  new Command('templates')
    .description('find the template of each line of a log file')
    .argument('<log>', 'raw log lines, plain or .gz; - for standard input')
    .requiredOption('--output <file>', 'CSV file to write: line, template_id, template')
    .option('--json', 'print a summary as one JSON object on the last line')
    .action(async (input: string, options: { output: string; json?: boolean }) => {
      const startedAt = performance.now();
      const { lines, templates } = await mineFile(input, options.output);
      const seconds = (performance.now() - startedAt) / 1000;
      if (options.json) {
        const summary = { lines, templates, seconds: Number(seconds.toFixed(3)), output: options.output };
        process.stdout.write(`${JSON.stringify(summary)}\n`);
      } else {
        process.stdout.write(
          `${options.output}: ${lines} lines of ${templates} templates in ${seconds.toFixed(1)} s\n`
        );
      }
    });
