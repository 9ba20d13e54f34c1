import type { DrilldownQuery } from '@watchroom/contract';

export interface DrilldownState {
  match: string;
  per: string;
  /** As in Grafana's addresses: `now-1h`, or ms. */
  from: string;
  to: string;
  compare: DrilldownQuery['compare'];
  measure: DrilldownQuery['measure'];
  /** Labels of the slice whose charts are shown, as JSON; empty: the first. */
  slice: string;
}

export const defaults: DrilldownState = {
  match: '',
  per: '',
  from: 'now-1h',
  to: 'now',
  compare: 'before',
  measure: 'auto',
  slice: '',
};

export const measures: ReadonlyArray<{ value: DrilldownQuery['measure']; label: string }> = [
  { value: 'auto', label: 'By its name' },
  { value: 'sum', label: 'Sum' },
  { value: 'rate', label: 'Rate of a counter' },
  { value: 'mean', label: 'Mean' },
];

/** Reads `?match=...&per=...&from=now-1h&to=now&compare=week&measure=mean&slice=...`; what is unknown is the default. */
export const parseDrilldownUrl = (search: string): DrilldownState => {
  const params = new URLSearchParams(search);
  const text = (name: keyof DrilldownState): string => params.get(name) ?? defaults[name];
  return {
    match: text('match'),
    per: text('per'),
    from: text('from'),
    to: text('to'),
    compare: params.get('compare') === 'week' ? 'week' : 'before',
    measure: measures.find(({ value }) => value === params.get('measure'))?.value ?? 'auto',
    slice: text('slice'),
  };
};

/** The inverse of `parseDrilldownUrl`; defaults are left out. */
export const formatDrilldownUrl = (state: DrilldownState): string => {
  const params = new URLSearchParams();
  for (const name of Object.keys(defaults) as Array<keyof DrilldownState>) {
    if (state[name] !== defaults[name]) {
      params.set(name, state[name]);
    }
  }
  const written = params.toString();
  return written === '' ? '' : `?${written}`;
};

/** A slice in the address: its labels in order of their names. */
export const sliceKey = (labels: Record<string, string>): string =>
  JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
