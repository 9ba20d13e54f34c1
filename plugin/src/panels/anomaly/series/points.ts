import type { Field } from '@grafana/data';

export interface Column {
  times: number[];
  values: Array<number | null>;
}

const numberOrNull = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;

/** Whether times ascend strictly. */
const ascends = (times: readonly number[]): boolean =>
  times.every((time, i) => i === 0 || time > (times[i - 1] as number));

/** Rows of a time and a value field, with rows without a time dropped, in order, the last of several at one time kept. */
export const pointsOf = (time: Field<unknown>, value: Field<unknown>, rows?: readonly number[]): Column => {
  const times: number[] = [];
  const values: Array<number | null> = [];
  const take = (row: number) => {
    const at = numberOrNull(time.values[row]);
    if (at !== null) {
      times.push(at);
      values.push(numberOrNull(value.values[row]));
    }
  };
  if (rows) {
    rows.forEach(take);
  } else {
    for (let row = 0; row < time.values.length; row++) {
      take(row);
    }
  }
  if (ascends(times)) {
    return { times, values };
  }
  const byTime = new Map(times.map((at, i) => [at, values[i] ?? null]));
  const sorted = [...byTime].sort(([a], [b]) => a - b);
  return { times: sorted.map(([at]) => at), values: sorted.map(([, found]) => found) };
};
