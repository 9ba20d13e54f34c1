import { FieldType, formatLabels, getFieldDisplayName, type DataFrame, type Field } from '@grafana/data';
import { suppliedBand, valueFields } from './bandFields';
import { bandLabels } from './bandLabels';
import { splitLong } from './longFrame';
import type { PanelSeries } from './panelSeries';
import { pointsOf } from './points';

/** Why there is nothing to draw, in words for people. */
export type NothingToDraw = 'no data' | 'no time field' | 'no numeric field';

export type SeriesResult = { series: PanelSeries[]; nothing: null } | { series: []; nothing: NothingToDraw };

const sortedLabels = (labels: Record<string, string>): string =>
  JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));

type Line = Omit<PanelSeries, 'key'>;

/** The lines of one frame; null where it has no times. */
const linesOf = (frame: DataFrame, all: DataFrame[], bandLabel: ReadonlyMap<Field, string>): Line[] | null => {
  const time = frame.fields.find((field) => field.type === FieldType.time);
  if (!time) {
    return null;
  }
  const groups = splitLong(frame, time);
  return valueFields(frame).flatMap(({ value, band }): Line[] => {
    const fieldName = getFieldDisplayName(value, frame, all);
    const common = { name: value.name, fieldName, field: value };
    if (!groups) {
      return [
        {
          ...common,
          labels: { ...value.labels },
          label: bandLabel.get(value) ?? fieldName,
          ...pointsOf(time, value),
          supplied: suppliedBand(frame, time, band),
        },
      ];
    }
    return groups.map(({ labels, rows }) => ({
      ...common,
      labels: { ...value.labels, ...labels },
      label: `${fieldName} ${formatLabels(labels)}`,
      ...pointsOf(time, value, rows),
      supplied: null,
    }));
  });
};

/** Keys that stay the same from refresh to refresh; a second series with the same name and labels gets a number. */
const createKeys = () => {
  const seen = new Map<string, number>();
  return (refId: string | undefined, { name, labels }: Line): string => {
    const key = `${refId ?? ''} ${name} ${sortedLabels(labels)}`;
    const before = seen.get(key) ?? 0;
    seen.set(key, before + 1);
    return before === 0 ? key : `${key}#${before}`;
  };
};

/**
 * The lines in a query's result: wide, multi and long frames, with or without bands of Watchroom's datasource. Every line
 * gets a place of its own in the palette, which its band does not take.
 */
export const seriesFromFrames = (frames: readonly DataFrame[]): SeriesResult => {
  const filled = frames.filter((frame) => frame.length > 0 && frame.fields.length > 0);
  if (filled.length === 0) {
    return { series: [], nothing: 'no data' };
  }
  const all = [...frames];
  const bandLabel = bandLabels(frames);
  const keyOf = createKeys();
  const lines = filled.map((frame) => ({ refId: frame.refId, lines: linesOf(frame, all, bandLabel) }));
  const series = lines
    .flatMap(({ refId, lines: found }) => (found ?? []).map((line) => ({ ...line, key: keyOf(refId, line) })))
    .map((line, seriesIndex) => ({
      ...line,
      field: { ...line.field, values: line.values, state: { ...line.field.state, seriesIndex } },
    }));
  if (series.length > 0) {
    return { series, nothing: null };
  }
  return {
    series: [],
    nothing: lines.some(({ lines: found }) => found !== null) ? 'no numeric field' : 'no time field',
  };
};
