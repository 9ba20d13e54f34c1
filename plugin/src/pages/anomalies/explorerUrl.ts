import { lastWeek, type RangeText } from '../../components/timeRange';

/** What is open beside the heat map: an anomaly, or a series around a time (ms). */
export type Opened = { anomaly: string } | { series: string; at: number };

export interface ExplorerState extends RangeText {
  detector: string;
  match: string;
  opened: Opened | null;
}

/** Reads `?from=now-7d&to=now&detector=cpu&match=...&anomaly=ID` or `...&series=ID&at=MS`. */
export const parseExplorerUrl = (search: string): ExplorerState => {
  const params = new URLSearchParams(search);
  const anomaly = params.get('anomaly');
  const series = params.get('series');
  const at = Number(params.get('at') ?? Number.NaN);
  return {
    from: params.get('from') ?? lastWeek.from,
    to: params.get('to') ?? lastWeek.to,
    detector: params.get('detector') ?? '',
    match: params.get('match') ?? '',
    opened: anomaly ? { anomaly } : series && Number.isFinite(at) ? { series, at } : null,
  };
};

/** The inverse of `parseExplorerUrl`. */
export const formatExplorerUrl = ({ from, to, detector, match, opened }: ExplorerState): string => {
  const params = new URLSearchParams();
  if (from !== lastWeek.from || to !== lastWeek.to) {
    params.set('from', from);
    params.set('to', to);
  }
  for (const [name, value] of Object.entries({ detector, match })) {
    if (value !== '') {
      params.set(name, value);
    }
  }
  for (const [name, value] of Object.entries(opened ?? {})) {
    params.set(name, String(value));
  }
  const written = params.toString();
  return written === '' ? '' : `?${written}`;
};
