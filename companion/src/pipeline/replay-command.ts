import { createReadStream } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Command } from 'commander';
import { readConfigDir } from '../config/config-dir.js';
import { lifecyclePolicy } from '../config/lifecycle-schema.js';
import type { CorrelationRule } from '../config/settings.js';
import { createCorrelator, type Correlator } from '../correlation/correlator.js';
import { callsOf } from '../correlation/topology.js';
import type { Board } from '../suppression/board.js';
import { createFixedBoard } from '../suppression/fixed-board.js';
import { createPlacing, defaultCorrelation, fallbackRule } from './correlate.js';
import type { Stages } from './corridor.js';
import { createEnrich } from './enrich.js';
import { createReplay, type Replay, type ReplayedIncident, type ReplaySummary } from './replay.js';

interface ReplayOptions {
  output: string;
  config?: string;
  json?: boolean;
}

/** People are told of new alerts in an incident at most this often: Alertmanager's default `group_interval`. */
const groupIntervalMs = 5 * 60_000;

/** `watchroom replay`: recorded alerts through the live pipeline on a virtual clock, to see which incidents they would have made. */
export const replayCommand = (): Command =>
  new Command('replay')
    .description('send recorded alerts through the pipeline on a virtual clock')
    .argument('<alerts>', 'JSON lines {timestamp,name,severity,source,labels}, plain or .gz, in order of time')
    .requiredOption('--output <file>', 'where to write one incident a line: {incident_id, alert_line_numbers}')
    .option(
      '--config <dir>',
      'folder of Watchroom YAML: correlation, enrichment, silences, windows, inhibition; without it the built-in rules hold'
    )
    .option('--json', 'print the summary as one JSON object on the last line')
    .action(async (input: string, options: ReplayOptions) => {
      const startedAt = performance.now();
      const { summary, incidents } = await replayFile(input, await policyOf(options.config));
      await writeIncidents(options.output, incidents);
      const seconds = (performance.now() - startedAt) / 1000;
      process.stdout.write(options.json ? jsonOf(summary, seconds) : textOf(summary, seconds, options.output));
    });

/** What differs from one replay to the next. */
export interface ReplayPolicy {
  correlation: CorrelationRule[];
  correlator?: Correlator;
  /** Adding to what events say, and life cycle; the built-in ones where they are left out. */
  stages?: Pick<Stages, 'enrich' | 'lifecycle'>;
  /** Silences, maintenance windows and inhibition rules; none where it is left out. */
  board?: Board;
}

const policyOf = async (dir: string | undefined): Promise<ReplayPolicy> => {
  if (dir === undefined) {
    return { correlation: defaultCorrelation };
  }
  const { correlation, topology, enrichment, lifecycle, suppression } = await readConfigDir(dir);
  return {
    correlation: correlation.length > 0 ? correlation : defaultCorrelation,
    correlator: createCorrelator({ topology: callsOf(topology) }),
    stages: { enrich: createEnrich(enrichment), lifecycle: lifecyclePolicy(lifecycle) },
    board: createFixedBoard(suppression),
  };
};

/**
 * Replays a file as it is read.
 *
 * @throws {InvalidPayload} naming the line and field of the first line that can't be read.
 */
export const replayFile = async (path: string, policy: ReplayPolicy): Promise<ReturnType<Replay['end']>> => {
  const replay = createReplay(...replayStages(policy), {}, policy.board);
  await feedFile(path, replay);
  return replay.end();
};

/** The stages of a replay, and how long an incident may be quiet and still take more (ms). */
export const replayStages = ({
  correlation,
  correlator = createCorrelator(),
  stages = { enrich: [] },
  board,
}: ReplayPolicy): [stages: Stages, windowMs: number] => {
  const windows = [...correlation, fallbackRule].map(({ windowSeconds }) => windowSeconds * 1000);
  return [
    {
      ...stages,
      suppress: board ? [board.stage] : [],
      place: createPlacing(correlation),
      correlator,
      routing: { hasRoute: true, groupIntervalMs },
    },
    Math.max(...windows, correlator.windowMs),
  ];
};

const feedFile = async (path: string, replay: Replay): Promise<void> => {
  const raw = createReadStream(path);
  let failure: Error | null = null;
  const fail = (error: Error): void => {
    failure ??= error;
    input.destroy();
    lines.close();
  };
  const input: Readable = path.endsWith('.gz') ? raw.pipe(createGunzip()) : raw;
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  raw.on('error', fail);
  input.on('error', fail);
  for await (const line of lines) {
    replay.line(line);
  }
  if (failure) {
    throw failure as Error;
  }
};

/** Whole or not at all. */
const writeIncidents = async (path: string, incidents: ReplayedIncident[]): Promise<void> => {
  const unfinished = `${path}.unfinished`;
  try {
    await writeFile(unfinished, incidents.map((incident) => `${JSON.stringify(incident)}\n`).join(''));
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
};

const jsonOf = ({ suppressed, ...counts }: ReplaySummary, seconds: number): string =>
  `${JSON.stringify({ ...counts, suppressed, seconds: Number(seconds.toFixed(3)) })}\n`;

const textOf = (summary: ReplaySummary, seconds: number, output: string): string =>
  [
    `${summary.events} events, ${summary.alerts} alerts, ${summary.incidents} incidents, ${summary.notifications} notifications`,
    ...Object.entries(summary.suppressed).map(([reason, count]) => `  not sent, ${reason}: ${count}`),
    `Wrote ${output} in ${seconds.toFixed(1)} s`,
    '',
  ].join('\n');
