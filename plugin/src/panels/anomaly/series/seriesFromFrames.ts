import { FieldType, formatLabels, getFieldDisplayName, type DataFrame, type Field } from '@grafana/data';
import { suppliedBand, valueFields } from './bandFields';
import { splitLong } from './longFrame';
import type { PanelSeries } from './panelSeries';
import { pointsOf } from './points';

/** Why there is nothing to draw, in words for people. */
export type NothingToDraw = 'no data' | 'no time field' | 'no numeric field';

export type SeriesResult = { series: PanelSeries[]; nothing: null } | { series: []; nothing: NothingToDraw };

const sortedLabels = (labels: Record<string, string>): string =>
  JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));

/** A field as if the band's fields were not there, so that names need not tell it from them. */
const bare = (field: Field): Field => ({
  ...field,
  state: { ...field.state, displayName: undefined, seriesIndex: undefined },
});

/** Frames with only the value fields; names are made from these. */
const bareFrames = (frames: readonly DataFrame[]): DataFrame[] =>
  frames.map((frame) => {
    const values = new Set(valueFields(frame).map(({ value }) => value));
    return {
      ...frame,
      fields: frame.fields.filter((field) => field.type !== FieldType.number || values.has(field)).map(bare),
    };
  });

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
  const named = bareFrames(frames);
  const series: PanelSeries[] = [];
  const keys = new Map<string, number>();
  const uniqueKey = (key: string): string => {
    const seen = keys.get(key) ?? 0;
    keys.set(key, seen + 1);
    return seen === 0 ? key : `${key}#${seen}`;
  };
  const add = (found: Omit<PanelSeries, 'key'>, refId: string | undefined) => {
    const index = series.length;
    series.push({
      ...found,
      key: uniqueKey(`${refId ?? ''} ${found.name} ${sortedLabels(found.labels)}`),
      field: { ...found.field, values: found.values, state: { ...found.field.state, seriesIndex: index } },
    });
  };

  let hasTime = false;
  frames.forEach((frame, frameIndex) => {
    const time = frame.fields.find((field) => field.type === FieldType.time);
    if (!time || frame.length === 0) {
      return;
    }
    hasTime = true;
    const groups = splitLong(frame, time);
    valueFields(frame).forEach(({ value, band }, position) => {
      const fieldName = getFieldDisplayName(value, frame, all);
      const namedFrame = named[frameIndex];
      const own = namedFrame?.fields.filter((field) => field.type === FieldType.number)[position];
      if (groups) {
        for (const { labels, rows } of groups) {
          add(
            {
              name: value.name,
              labels: { ...value.labels, ...labels },
              label: `${fieldName} ${formatLabels(labels)}`,
              fieldName,
              ...pointsOf(time, value, rows),
              field: value,
              supplied: null,
            },
            frame.refId
          );
        }
        return;
      }
      add(
        {
          name: value.name,
          labels: { ...value.labels },
          label: own && namedFrame ? getFieldDisplayName(own, namedFrame, named) : fieldName,
          fieldName,
          ...pointsOf(time, value),
          field: value,
          supplied: suppliedBand(frame, time, band),
        },
        frame.refId
      );
    });
  });
  if (series.length === 0) {
    return { series: [], nothing: hasTime ? 'no numeric field' : 'no time field' };
  }
  return { series, nothing: null };
};
