import type { Report, ReportQuery } from '@watchroom/contract';
import type { Handlers } from '../http/route.js';
import type { AlertStore } from '../stores/alert-store.js';
import { reportCsv } from './report-csv.js';
import { reportOf, tallyQueryOf } from './report.js';

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** Answers the contract's routes about reports. */
export const createReportHandlers = (store: Pick<AlertStore, 'tallies'>): Pick<Handlers, 'report' | 'reportCsv'> => {
  const make = async (query: ReportQuery): Promise<Report> => {
    const wanted = tallyQueryOf(query);
    return reportOf(wanted, await store.tallies(wanted));
  };
  return {
    report: ({ query }) => make(query),
    reportCsv: async ({ query: { table, ...query } }) => {
      const made = await make(query);
      return {
        filename: `watchroom-${table}-${dayOf(made.from)}-to-${dayOf(made.to - 1)}.csv`,
        csv: reportCsv(made, table),
      };
    },
  };
};
