import { z } from 'zod';
import type { SeriesBuilder } from './series-builder.js';
import { SourceError } from './source-error.js';

const field = z.object({
  name: z.string().default(''),
  type: z.string().optional(),
  labels: z.record(z.string(), z.string()).nullish(),
});
/** A data frame in JSON: `grafana-plugin-sdk-go/data/frame_json.go`. Times are ms; `nanos`, which this leaves out, is finer. */
export const frame = z.object({
  schema: z.object({ name: z.string().nullish(), fields: z.array(field).default([]) }).optional(),
  data: z.object({ values: z.array(z.array(z.unknown())).default([]) }).optional(),
});
type Frame = z.output<typeof frame>;

type Field = z.output<typeof field> & { values: unknown[] };

/** Names that datasources give to the one value column, which say nothing. */
const telling = (name: string): boolean => name !== '' && !/^value$/i.test(name);

const fieldsOf = ({ schema, data }: Frame): Field[] =>
  (schema?.fields ?? []).map((one, index) => ({ ...one, values: data?.values[index] ?? [] }));

/** NaN and infinities are null in `values` (and named in `entities`): left out either way. Booleans are 1 and 0. */
const numberOf = (value: unknown): number | null =>
  typeof value === 'number' ? value : typeof value === 'boolean' ? Number(value) : null;

/**
 * Adds the points of a frame. Each column of numbers is a series, of the column's own labels (wide frames); columns of text are labels
 * row by row (long frames). A column's name becomes the label `field` where it tells something. Frames without rows add nothing.
 *
 * @throws {SourceError} where there are rows but no time or no numbers.
 */
export const addFrame = (one: Frame, into: SeriesBuilder): void => {
  const fields = fieldsOf(one);
  const rows = Math.max(0, ...fields.map(({ values }) => values.length));
  if (rows === 0) {
    return;
  }
  const time = fields.find(({ type }) => type === 'time');
  const numbers = fields.filter(({ type }) => type === 'number' || type === 'boolean');
  const texts = fields.filter(({ type }) => type === 'string');
  if (time === undefined || numbers.length === 0) {
    const found = fields.map(({ name, type }) => `${name || 'unnamed'} (${type ?? 'unknown'})`).join(', ');
    throw new SourceError(`The answer needs a column of times and one of numbers; it has ${found}`);
  }
  for (const column of numbers) {
    const { __name__: name, ...labels } = column.labels ?? {};
    const own = Object.entries(labels);
    if (telling(column.name) && column.name !== name) {
      own.push(['field', column.name]);
    }
    for (let row = 0; row < rows; row++) {
      const at = time.values[row];
      if (typeof at === 'number') {
        const ofRow = texts.map(({ name: label, values }) => [label, textOf(values[row])] as const);
        into.add(name ?? null, texts.length === 0 ? own : [...own, ...ofRow], at, numberOf(column.values[row]));
      }
    }
  }
};

const textOf = (value: unknown): string => (value === null || value === undefined ? '' : String(value));
