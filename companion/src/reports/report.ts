import {
  reportStages,
  type Report,
  type ReportCounts,
  type ReportMeans,
  type ReportQuery,
  type ReportStage,
  type ReportStep,
} from '@watchroom/contract';
import { HttpProblem } from '../http/http-problem.js';
import { addCounts, dayMs, hourMs, noCounts, startOf, type TallyQuery, type TallySums } from '../stores/tallies.js';

const stepMs: Record<ReportStep, number> = { hour: hourMs, '6h': 6 * hourMs, day: dayMs };

/** Most steps of one report. */
const maxBuckets = 1000;

const stepFor = (length: number): ReportStep => (length <= 3 * dayMs ? 'hour' : length <= 14 * dayMs ? '6h' : 'day');

const refused = (field: string, message: string): HttpProblem =>
  new HttpProblem(400, 'Invalid query', { detail: `${field}: ${message}`, errors: [{ field, message }] });

/**
 * What is to be summed up for a report: whole steps.
 *
 * @throws {HttpProblem} 400 where it ends before it begins, or has too many steps.
 */
export const tallyQueryOf = ({
  from,
  to,
  step,
  team,
  service,
  rules,
}: ReportQuery): TallyQuery & { step: ReportStep } => {
  if (to <= from) {
    throw refused('to', 'must be after from');
  }
  const chosen = step ?? stepFor(to - from);
  const length = stepMs[chosen];
  const start = startOf(from, length);
  const end = startOf(to - 1, length) + length;
  if ((end - start) / length > maxBuckets) {
    throw refused(
      step === undefined ? 'from' : 'step',
      `a report has at most ${maxBuckets} steps; take a longer step or a shorter time`
    );
  }
  return { from: start, to: end, stepMs: length, step: chosen, team, service, names: rules };
};

const mean = (sum: number, count: number): number | null => (count === 0 ? null : sum / count);

const meansOf = (counts: ReportCounts): ReportMeans => ({
  timeToAcknowledge: mean(counts.acknowledgeMs, counts.acknowledged),
  timeToResolve: mean(counts.resolveMs, counts.resolved),
  incidentDuration: mean(counts.incidentMs, counts.incidentsResolved),
});

/** What is left after each stage. Time makes news as well, e.g. when a silence ends, so there may be more news than events. */
const stagesOf = (counts: ReportCounts): Report['stages'] => {
  const ungrouped = counts.unrouted + counts.notifications;
  const unsuppressed = ungrouped + counts.grouped;
  const left: Record<ReportStage, number> = {
    events: counts.events,
    news: unsuppressed + counts.suppressed + counts.routine,
    unsuppressed,
    ungrouped,
    notifications: counts.notifications,
  };
  return reportStages.map((stage) => ({ stage, left: left[stage] }));
};

/** A report of what was summed up; steps in which nothing happened are there as well. Pure. */
export const reportOf = (
  { from, to, stepMs: length, step }: ReturnType<typeof tallyQueryOf>,
  sums: TallySums
): Report => {
  const known = new Map(sums.buckets.map(({ at, counts }) => [at, counts]));
  const totals = noCounts();
  const buckets: Report['buckets'] = [];
  for (let at = from; at < to; at += length) {
    const counts = known.get(at) ?? noCounts();
    addCounts(totals, counts);
    buckets.push({ at, counts, means: meansOf(counts) });
  }
  return {
    from,
    to,
    step,
    totals,
    means: meansOf(totals),
    stages: stagesOf(totals),
    buckets,
    rules: sums.names.map(({ name, counts }) => ({ name, counts, means: meansOf(counts) })),
  };
};
