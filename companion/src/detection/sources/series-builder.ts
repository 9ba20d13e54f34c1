import { labelNameOf } from './names.js';
import { SourceError } from './source-error.js';
import type { SourceSeries } from './types.js';

/** One query may bring this many series. */
export const maxSeries = 20_000;

type RawLabels = ReadonlyArray<readonly [string, string]>;

/** Gathers points, in any order, into series by name and labels. */
export interface SeriesBuilder {
  /** `value` that is null or not finite is left out. `labels` are raw: names are made label names, empty values left out. */
  add(name: string | null, labels: RawLabels, time: number, value: number | null): void;
  /** The same for who knows of a key that tells the series; labels are asked for once a series. */
  addKeyed(key: string, labelsOf: () => RawLabels, time: number, value: number | null): void;
  /** The series so far, times ascending; of several points at one time the last counts. */
  series(): SourceSeries[];
}

/** @throws {SourceError} from `add` where there are more than `maxSeries` series. */
export const createSeriesBuilder = (): SeriesBuilder => {
  const found = new Map<string, SourceSeries>();
  const put = (key: string, name: string | null, labels: () => RawLabels, time: number, value: number | null): void => {
    if (value === null || !Number.isFinite(value) || !Number.isFinite(time)) {
      return;
    }
    let series = found.get(key);
    if (series === undefined) {
      if (found.size >= maxSeries) {
        throw new SourceError(`The query answers more than ${maxSeries} series: group or filter more`);
      }
      series = { name, labels: labelsOf(labels()), times: [], values: [] };
      found.set(key, series);
    }
    series.times.push(time);
    series.values.push(value);
  };
  return {
    add: (name, labels, time, value) => {
      let key = name ?? '';
      for (const [label, text] of labels) {
        key += `\0${label}\0${text}`;
      }
      put(key, name, () => labels, time, value);
    },
    addKeyed: (key, labels, time, value) => put(key, null, labels, time, value),
    series: () => [...found.values()].map(inOrder),
  };
};

/** Label names cleaned; the first of those that become the same counts. */
export const labelsOf = (labels: ReadonlyArray<readonly [string, string]>): Record<string, string> => {
  const clean = new Map<string, string>();
  for (const [label, value] of labels) {
    const name = labelNameOf(label);
    if (value !== '' && !clean.has(name)) {
      clean.set(name, value);
    }
  }
  return Object.fromEntries(clean);
};

/** Times ascending; of several points at one time the last counts. */
export const inOrder = (series: SourceSeries): SourceSeries => {
  const { times, values } = series;
  if (times.every((time, index) => index === 0 || time > (times[index - 1] ?? 0))) {
    return series;
  }
  const order = times.map((_, index) => index).sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b);
  const last = order.filter((at, index) => {
    const next = order[index + 1];
    return next === undefined || times[next] !== times[at];
  });
  return { ...series, times: last.map((at) => times[at] ?? 0), values: last.map((at) => values[at] ?? 0) };
};
