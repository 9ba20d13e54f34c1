import { useMutation, useQuery } from '@tanstack/react-query';
import type { ReportStep } from '@watchroom/contract';
import { call } from '../api/client';
import { saveFile } from '../components/saveFile';
import { queryKey } from './keys';

export interface ReportQuestion {
  /** ms. */
  from: number;
  to: number;
  /** By the length of the range where it is null. */
  step: ReportStep | null;
  team: readonly string[];
  service: readonly string[];
}

const wire = ({ from, to, step, team, service }: ReportQuestion) => ({
  from: new Date(from).toISOString(),
  to: new Date(to).toISOString(),
  step: step ?? undefined,
  team: [...team],
  service: [...service],
});

/** Counts over a time. The report before stays until the new one is there. */
export const useReport = (question: ReportQuestion) =>
  useQuery({
    queryKey: queryKey('report', question),
    queryFn: () => call('report', { query: wire(question) }),
    placeholderData: (previous) => previous,
  });

/** A table of the report: hands the browser a CSV file. */
export const useSaveReportCsv = (question: ReportQuestion) =>
  useMutation<void, Error, 'over-time' | 'rules'>({
    mutationFn: async (table) => {
      // Of rules all that one answer gives, not only those that the page shows.
      const { filename, csv } = await call('reportCsv', { query: { ...wire(question), table, rules: 500 } });
      saveFile(filename, csv, 'text/csv');
    },
  });

/** Values of a field that alerts have, most frequent first, to choose from. */
export const useFieldValues = (field: 'team' | 'service') =>
  useQuery({
    queryKey: queryKey('alertValues', field),
    queryFn: () => call('alertValues', { query: { field, limit: 100 } }),
    staleTime: 60_000,
  });
