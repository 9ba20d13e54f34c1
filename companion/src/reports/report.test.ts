import { reportQuery, type ReportCounts } from '@watchroom/contract';
import { describe, expect, it } from 'vitest';
import { HttpProblem } from '../http/http-problem.js';
import { dayMs, hourMs, noCounts, type TallySums } from '../stores/tallies.js';
import { createReportHandlers } from './report-handlers.js';
import { reportCsv } from './report-csv.js';
import { reportOf, tallyQueryOf } from './report.js';

const day = Date.UTC(2026, 10, 23);
const query = (more: Record<string, unknown> = {}) =>
  reportQuery.parse({ from: '2026-11-23T00:20:00Z', to: '2026-11-23T03:10:00Z', ...more });
const counts = (some: Partial<ReportCounts>): ReportCounts => ({ ...noCounts(), ...some });
const sums: TallySums = {
  buckets: [
    {
      at: day,
      counts: counts({ events: 10, repeats: 4, suppressed: 2, routine: 1, grouped: 2, notifications: 1, resolved: 2 }),
    },
    {
      at: day + 2 * hourMs,
      counts: counts({ events: 5, repeats: 4, unrouted: 1, resolveMs: 90_000, resolved: 1, acknowledged: 2 }),
    },
  ],
  names: [{ name: '=cmd()', counts: counts({ events: 15, acknowledged: 2, acknowledgeMs: 5000 }) }],
};
const reported = () => reportOf(tallyQueryOf(query()), sums);
const problemOf = (asked: Record<string, unknown>): string => {
  try {
    tallyQueryOf(query(asked));
  } catch (error) {
    return error instanceof HttpProblem ? `${error.status} ${error.message}` : String(error);
  }
  return 'none';
};

describe('what a report covers', () => {
  it('is whole steps, as long as the range needs them', () => {
    expect(tallyQueryOf(query())).toMatchObject({ from: day, to: day + 4 * hourMs, stepMs: hourMs, step: 'hour' });
    const week = { from: '2026-11-17T05:00:00Z', to: '2026-11-23T05:00:00Z' };
    expect(tallyQueryOf(query(week))).toMatchObject({ step: '6h', to: day + 6 * hourMs });
    expect(tallyQueryOf(query({ ...week, from: '2026-08-17T05:00:00Z' }))).toMatchObject({ step: 'day' });
    expect(tallyQueryOf(query({ ...week, step: 'hour' }))).toMatchObject({ stepMs: hourMs });
  });

  it('ends after it begins, and has a bounded number of steps', () => {
    expect(problemOf({ to: '2026-11-23T00:20:00Z' })).toBe('400 to: must be after from');
    expect(problemOf({ from: '2026-01-01T00:00:00Z', step: 'hour' })).toMatch(/^400 step: a report has at most 1000/);
    expect(problemOf({ from: '2000-01-01T00:00:00Z' })).toMatch(/^400 from: a report has at most 1000/);
  });
});

describe('a report', () => {
  it('has a bucket for each step, also where nothing happened', () => {
    expect(reported().buckets.map(({ at, counts: { events } }) => [(at - day) / hourMs, events])).toEqual([
      [0, 10],
      [1, 0],
      [2, 5],
      [3, 0],
    ]);
    expect(reported().totals).toMatchObject({ events: 15, repeats: 8, notifications: 1 });
  });

  it('says what each stage leaves', () => {
    expect(reported().stages).toEqual([
      { stage: 'events', left: 15 },
      { stage: 'news', left: 7 },
      { stage: 'unsuppressed', left: 4 },
      { stage: 'ungrouped', left: 2 },
      { stage: 'notifications', left: 1 },
    ]);
  });

  it('gives means over all that were counted, and none over nothing', () => {
    expect(reported().means).toEqual({ timeToAcknowledge: 0, timeToResolve: 30_000, incidentDuration: null });
    expect(reported().rules[0]?.means.timeToAcknowledge).toBe(2500);
  });
});

describe('a report as CSV', () => {
  it('has a line for each step', () => {
    const [head, first, ...rest] = reportCsv(reported(), 'over-time').split('\r\n');
    expect(head).toBe(
      'from,events,repeats,alerts,suppressed,routine,grouped,unrouted,notifications,incidents,incidentsResolved,resolved,' +
        'acknowledged,flapped,timeToAcknowledgeSeconds,timeToResolveSeconds,incidentDurationSeconds'
    );
    expect(first).toBe('2026-11-23T00:00:00.000Z,10,4,0,2,1,2,0,1,0,0,2,0,0,,0,');
    expect(rest).toHaveLength(3);
  });

  it('names the rules so that a spreadsheet takes none for a formula', () => {
    expect(reportCsv(reported(), 'rules').split('\r\n')[1]).toMatch(/^"'=cmd\(\)",15,/);
  });

  it('is named after its table and days', async () => {
    const { reportCsv: csv } = createReportHandlers({ tallies: () => Promise.resolve(sums) });
    const identity = { sub: 'ann', name: 'Ann', org: '1', role: 'Viewer' } as const;
    const to = new Date(day + dayMs).toISOString();
    const request = { params: {}, body: undefined, identity, query: { ...query({ to }), table: 'rules' as const } };
    expect((await csv(request as never)).filename).toBe('watchroom-rules-2026-11-23-to-2026-11-23.csv');
  });
});
