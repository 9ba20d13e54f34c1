import { DataFrameType, FieldType, type DataFrame, type Field } from '@grafana/data';

/** Rows of one combination of the text columns' values. */
interface LabelledRows {
  labels: Record<string, string>;
  rows: number[];
}

const isLabel = (field: Field): boolean =>
  field.type === FieldType.string || field.type === FieldType.boolean || field.type === FieldType.enum;

/**
 * Whether a frame is in the long shape, where text columns tell the series apart: by its type, or since a time comes twice.
 * A wide frame with a text column beside the numbers is not.
 */
const isLong = (frame: DataFrame, time: Field, labels: readonly Field[]): boolean => {
  if (labels.length === 0 || frame.meta?.type === DataFrameType.TimeSeriesWide) {
    return false;
  }
  return frame.meta?.type === DataFrameType.TimeSeriesLong || new Set(time.values).size < time.values.length;
};

const text = (value: unknown): string => (value === null || value === undefined ? '' : String(value));

/** Splits a long frame by its text columns; null for a frame in any other shape. */
export const splitLong = (frame: DataFrame, time: Field): LabelledRows[] | null => {
  const columns = frame.fields.filter(isLabel);
  if (!isLong(frame, time, columns)) {
    return null;
  }
  const groups = new Map<string, LabelledRows>();
  for (let row = 0; row < frame.length; row++) {
    const values = columns.map((column) => text(column.values[row]));
    const key = JSON.stringify(values);
    let group = groups.get(key);
    if (!group) {
      group = { labels: Object.fromEntries(columns.map((column, i) => [column.name, values[i] ?? ''])), rows: [] };
      groups.set(key, group);
    }
    group.rows.push(row);
  }
  return [...groups.values()];
};
