import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultCorrelation } from '../companion/src/pipeline/correlate.js';
import { judgeDay } from './storm/judge-day.js';
import { judgeStorm, readLabelled, type StormFigures } from './storm/judge-alerts.js';
import { makeShopDay } from './storm/shop-day.js';
import { sensitivities, variantsOf } from './storm/variants.js';

const recorded = join(import.meta.dirname, '../../shared/data/alerts/alerts.jsonl.gz');
/** Days that nothing was developed on. */
const judgedSeeds = [101, 102, 103, 104, 105];

const rounded = (value: number): number => Number(value.toFixed(4));
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const shopDays = (seeds: readonly number[]): Record<string, number> => {
  const days = seeds.map((seed) => judgeDay(makeShopDay(seed), defaultCorrelation));
  const sum = (of: (day: (typeof days)[number]) => number): number => days.reduce((total, day) => total + of(day), 0);
  return {
    day_count: days.length,
    day_events_least: Math.min(...days.map(({ events }) => events)),
    day_notifications_mean: rounded(mean(days.map(({ notifications }) => notifications))),
    day_incidents_mean: rounded(mean(days.map(({ incidents }) => incidents))),
    day_noise_reduction_worst: rounded(Math.min(...days.map(({ reduction }) => reduction))),
    day_noise_reduction_mean: rounded(mean(days.map(({ reduction }) => reduction))),
    day_criticals: sum(({ criticals }) => criticals),
    day_criticals_missed: sum(({ criticalsMissed }) => criticalsMissed),
    day_members_unexplained: sum(({ unexplained }) => unexplained),
    day_incident_f1_mean: rounded(mean(days.map(({ meanF1 }) => meanF1))),
  };
};

const stormFigures = (prefix: string, figures: StormFigures): Record<string, number> => ({
  [`${prefix}_alerts`]: figures.alerts,
  [`${prefix}_incidents`]: figures.incidents,
  [`${prefix}_notifications`]: figures.notifications,
  [`${prefix}_phases`]: figures.phases,
  [`${prefix}_phases_missed`]: figures.missed,
  [`${prefix}_mean_f1`]: rounded(figures.meanF1),
  [`${prefix}_seconds`]: rounded(figures.seconds),
});

const spread = (
  prefix: string,
  all: ReadonlyArray<{ name: string; figures: StormFigures }>
): Record<string, number> => {
  for (const { name, figures } of all) {
    process.stderr.write(
      `${name}: ${figures.alerts} alerts, ${figures.incidents} incidents, ${figures.missed} of ${figures.phases} phases missed, mean F1 ${figures.meanF1.toFixed(3)}, ${figures.seconds.toFixed(1)} s\n`
    );
  }
  return {
    [`${prefix}_count`]: all.length,
    [`${prefix}_mean_f1_least`]: rounded(Math.min(...all.map(({ figures }) => figures.meanF1))),
    [`${prefix}_mean_f1_mean`]: rounded(mean(all.map(({ figures }) => figures.meanF1))),
    [`${prefix}_incidents_most`]: Math.max(...all.map(({ figures }) => figures.incidents)),
  };
};

/**
 * Storms: days of a made-up shop with known incidents, and a recorded storm of intrusion alerts with labelled phases (`--alerts FILE`; by
 * default the test data's). `--held-out` adds changed copies of the recording, `--sensitivity` each constant halved and doubled.
 */
export async function run(args: string[]): Promise<Record<string, number>> {
  const { values } = parseArgs({
    args,
    options: { alerts: { type: 'string' }, 'held-out': { type: 'boolean' }, sensitivity: { type: 'boolean' } },
    allowPositionals: true,
  });
  const results = shopDays(judgedSeeds);
  const path = values.alerts ?? recorded;
  if (!existsSync(path)) {
    process.stderr.write(`No recorded storm at ${path}: give one with --alerts FILE\n`);
    return results;
  }
  const storm = await readLabelled(path);
  const figures = judgeStorm(storm);
  for (const [phase, f1] of Object.entries(figures.byPhase)) {
    process.stderr.write(`  ${phase}: F1 ${f1.toFixed(3)}\n`);
  }
  Object.assign(results, stormFigures('storm', figures));
  if (values['held-out']) {
    const all = variantsOf(storm).map(({ name, storm: changed }) => ({ name, figures: judgeStorm(changed) }));
    Object.assign(results, spread('held_out', all));
  }
  if (values.sensitivity) {
    const all = sensitivities().map(({ name, bursts }) => ({ name, figures: judgeStorm(storm, bursts) }));
    Object.assign(results, spread('sensitivity', all));
  }
  return { ...results, rss_mb: Math.round(process.memoryUsage().rss / 2 ** 20) };
}
