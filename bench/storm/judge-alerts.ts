import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import type { BurstSettings } from '../../companion/src/correlation/burst-settings.js';
import { createCorrelator } from '../../companion/src/correlation/correlator.js';
import { defaultCorrelation } from '../../companion/src/pipeline/correlate.js';
import { createReplay, type ReplayedIncident } from '../../companion/src/pipeline/replay.js';
import { replayStages } from '../../companion/src/pipeline/replay-command.js';

/** A labelled alert; `truth` is for the score only. */
export interface Labelled {
  at: number;
  source: string;
  name: string;
  labels: Record<string, string>;
  truth: string;
}

const noise = 'false_positive';

/** Reads a labelled recording, plain or .gz. */
export const readLabelled = async (path: string): Promise<Labelled[]> => {
  const raw = createReadStream(path);
  const input = path.endsWith('.gz') ? raw.pipe(createGunzip()) : raw;
  const alerts: Labelled[] = [];
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    const { timestamp, ...rest } = JSON.parse(line) as Omit<Labelled, 'at'> & { timestamp: string };
    alerts.push({ ...rest, at: Date.parse(timestamp) });
  }
  return alerts;
};

export interface StormFigures {
  alerts: number;
  incidents: number;
  notifications: number;
  phases: number;
  /** Phases of which no incident holds a tenth of the alerts with at least a tenth of its own. */
  missed: number;
  meanF1: number;
  seconds: number;
  byPhase: Record<string, number>;
}

/** What the correlator is given: never the answer. */
const lineOf = ({ at, source, name, labels }: Labelled): string =>
  JSON.stringify({ timestamp: new Date(at).toISOString(), name, severity: null, source, labels });

/** Replays a storm through the pipeline as it is by default and scores its incidents against the labelled phases. */
export const judgeStorm = (storm: readonly Labelled[], bursts: Partial<BurstSettings> = {}): StormFigures => {
  const lines = storm.map(lineOf);
  const startedAt = performance.now();
  const replay = createReplay(
    ...replayStages({ correlation: defaultCorrelation, correlator: createCorrelator({ bursts }) })
  );
  lines.forEach((line) => replay.line(line));
  const { summary, incidents } = replay.end();
  const seconds = (performance.now() - startedAt) / 1000;
  const byPhase = score(storm, incidents);
  const values = Object.values(byPhase);
  return {
    alerts: storm.length,
    incidents: summary.incidents,
    notifications: summary.notifications,
    phases: values.length,
    missed: values.filter((f1) => f1 < 0.1).length,
    meanF1: values.reduce((sum, f1) => sum + f1, 0) / Math.max(1, values.length),
    seconds,
    byPhase,
  };
};

/** For each phase the F1 of the incident that fits it best. */
const score = (storm: readonly Labelled[], incidents: readonly ReplayedIncident[]): Record<string, number> => {
  const total = new Map<string, number>();
  for (const { truth } of storm) {
    total.set(truth, (total.get(truth) ?? 0) + 1);
  }
  const best: Record<string, number> = Object.fromEntries(
    [...total.keys()].filter((truth) => truth !== noise).map((truth) => [truth, 0])
  );
  for (const { alert_line_numbers: members } of incidents) {
    const held = new Map<string, number>();
    for (const line of members) {
      const truth = storm[line - 1]?.truth ?? noise;
      held.set(truth, (held.get(truth) ?? 0) + 1);
    }
    for (const [truth, both] of held) {
      if (truth !== noise) {
        best[truth] = Math.max(best[truth] ?? 0, (2 * both) / (members.length + (total.get(truth) ?? 0)));
      }
    }
  }
  return best;
};
