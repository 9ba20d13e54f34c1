import { reportSteps, type ReportStep } from '@watchroom/contract';
import { lastWeek, type RangeText } from '../../components/timeRange';

export interface ReportState extends RangeText {
  /** By the length of the range where it is null. */
  step: ReportStep | null;
  team: readonly string[];
  service: readonly string[];
}

/** Reads `?from=now-7d&to=now&step=day&team=shop&service=cart`; of teams and services there may be several. */
export const parseReportUrl = (search: string): ReportState => {
  const params = new URLSearchParams(search);
  return {
    from: params.get('from') ?? lastWeek.from,
    to: params.get('to') ?? lastWeek.to,
    step: reportSteps.find((step) => step === params.get('step')) ?? null,
    team: params.getAll('team'),
    service: params.getAll('service'),
  };
};

/** The inverse of `parseReportUrl`. */
export const formatReportUrl = ({ from, to, step, team, service }: ReportState): string => {
  const params = new URLSearchParams();
  if (from !== lastWeek.from || to !== lastWeek.to) {
    params.set('from', from);
    params.set('to', to);
  }
  if (step !== null) {
    params.set('step', step);
  }
  team.forEach((value) => params.append('team', value));
  service.forEach((value) => params.append('service', value));
  const written = params.toString();
  return written === '' ? '' : `?${written}`;
};
