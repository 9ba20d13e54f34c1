import { FieldType, type DataFrame, type Field } from '@grafana/data';
import type { BandColumns } from './panelSeries';
import { pointsOf } from './points';

/** What the label `band` of Watchroom's datasource may say of a field. */
const parts = ['expected', 'lower', 'upper', 'score', 'is_anomaly'] as const;
type BandPart = (typeof parts)[number];
export type BandParts = Partial<Record<BandPart, Field>>;

const partOf = (field: Field): BandPart | undefined => parts.find((part) => part === field.labels?.['band']);

const identity = (labels: Record<string, string> | undefined): string =>
  JSON.stringify(Object.entries(labels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)));

const withoutBand = ({ band: _, ...labels }: Record<string, string>): Record<string, string> => labels;

/** A value field with the parts of its band that stand in the same frame. */
export interface ValueField {
  value: Field;
  band: BandParts;
}

/**
 * The numeric fields of a frame, with each band field attached to its value: the nearest one before it with the same labels.
 * A field whose label `band` means something else is a value like any other.
 */
export const valueFields = (frame: DataFrame): ValueField[] => {
  const found: ValueField[] = [];
  for (const field of frame.fields) {
    if (field.type !== FieldType.number) {
      continue;
    }
    const part = partOf(field);
    const owner =
      part && found.findLast(({ value }) => identity(value.labels) === identity(withoutBand(field.labels ?? {})));
    if (part && owner) {
      owner.band[part] = field;
    } else {
      found.push({ value: field, band: {} });
    }
  }
  return found;
};

/** The band as columns, or null where the frame holds none. */
export const suppliedBand = (frame: DataFrame, time: Field, band: BandParts): BandColumns | null => {
  const { custom } = frame.meta ?? {};
  const baseline = typeof custom?.['baseline'] === 'string' ? custom['baseline'] : '';
  if (Object.keys(band).length === 0 && baseline === '') {
    return null;
  }
  const { times } = pointsOf(time, time);
  const column = (part: BandPart): Array<number | null> => {
    const field = band[part];
    return field ? pointsOf(time, field).values : times.map(() => null);
  };
  return {
    times,
    expected: column('expected'),
    lower: column('lower'),
    upper: column('upper'),
    score: column('score'),
    isAnomaly: column('is_anomaly').map((verdict) => verdict === 1),
    baseline,
  };
};
