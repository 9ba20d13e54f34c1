import { reportMeasures, reportStages, type Report, type ReportCounts } from '@watchroom/contract';
import { startedAt } from './fixtures';

const counts = (some: Partial<ReportCounts>): ReportCounts => ({
  ...(Object.fromEntries(reportMeasures.map((measure) => [measure, 0])) as ReportCounts),
  ...some,
});
const none = { timeToAcknowledge: null, timeToResolve: null, incidentDuration: null };
const hour = 3_600_000;
const start = Math.floor(startedAt / hour) * hour;

/** A report of three hours: a busy one, a quiet one and a little in the last. */
export const aReport = (over: Partial<Report> = {}): Report => {
  const left = [60, 20, 14, 5, 4];
  return {
    from: start,
    to: start + 3 * hour,
    step: 'hour',
    totals: counts({
      events: 60,
      repeats: 40,
      alerts: 12,
      suppressed: 6,
      grouped: 9,
      unrouted: 1,
      notifications: 4,
      incidents: 2,
      acknowledged: 1,
      flapped: 1,
    }),
    means: { ...none, timeToAcknowledge: 120_000, timeToResolve: 3_720_000 },
    stages: reportStages.map((stage, i) => ({ stage, left: left[i] ?? 0 })),
    buckets: [
      {
        at: start,
        counts: counts({ events: 40, repeats: 30, suppressed: 4, grouped: 3, notifications: 3 }),
        means: { ...none, timeToAcknowledge: 120_000 },
      },
      { at: start + hour, counts: counts({}), means: none },
      {
        at: start + 2 * hour,
        counts: counts({ events: 20, repeats: 10, suppressed: 2, grouped: 6, unrouted: 1, notifications: 1 }),
        means: none,
      },
    ],
    rules: [
      { name: 'High "latency"', counts: counts({ events: 50, notifications: 3, flapped: 1 }), means: none },
      { name: 'DiskFull', counts: counts({ events: 10, notifications: 1 }), means: none },
    ],
    ...over,
  };
};
