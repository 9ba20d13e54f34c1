import { reportMeasures, type Report, type ReportCounts, type ReportMeans } from '@watchroom/contract';
import Papa from 'papaparse';

/** Sums of times are given as means, which people can read. */
const counted = reportMeasures.filter((measure) => !measure.endsWith('Ms'));

const seconds = (ms: number | null): number | '' => (ms === null ? '' : Math.round(ms / 1000));

const numbers = ({ counts, means }: { counts: ReportCounts; means: ReportMeans }): Record<string, number | ''> => ({
  ...Object.fromEntries(counted.map((measure) => [measure, counts[measure]])),
  timeToAcknowledgeSeconds: seconds(means.timeToAcknowledge),
  timeToResolveSeconds: seconds(means.timeToResolve),
  incidentDurationSeconds: seconds(means.incidentDuration),
});

/** A table of a report as CSV (RFC 4180), with a row of names. What a spreadsheet would take for a formula is escaped: rules are named by senders. */
export const reportCsv = ({ buckets, rules }: Report, table: 'over-time' | 'rules'): string => {
  const rows: object[] =
    table === 'rules'
      ? rules.map(({ name, ...rest }) => ({ rule: name, ...numbers(rest) }))
      : buckets.map(({ at, ...rest }) => ({ from: new Date(at).toISOString(), ...numbers(rest) }));
  return Papa.unparse(rows, { escapeFormulae: true });
};
